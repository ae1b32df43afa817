/** Earlier pages remembered in the address; past these, "previous" leads to the first page. */
const MAX_TRAIL = 20;
/** Never in a cursor: those are digits, hexadecimal and `_`. */
const SEPARATOR = ".";

/** The address parameters of the page behind `cursor`. The cursors passed on the way are kept in `trail`, for keyset paging only knows the way forward. */
export function nextPage(params: URLSearchParams, cursor: string): URLSearchParams {
  const next = new URLSearchParams(params);
  const trail = [...trailOf(params), params.get("after") ?? ""].slice(-MAX_TRAIL);
  next.set("after", cursor);
  next.set("trail", trail.join(SEPARATOR));
  return next;
}

/** The address parameters of the page before; `undefined` on the first. */
export function previousPage(params: URLSearchParams): URLSearchParams | undefined {
  if (!params.get("after")) return undefined;
  const previous = new URLSearchParams(params);
  const trail = trailOf(params);
  const cursor = trail.pop();
  if (cursor) previous.set("after", cursor);
  else previous.delete("after");
  if (trail.length > 0) previous.set("trail", trail.join(SEPARATOR));
  else previous.delete("trail");
  return previous;
}

/** The address parameters with one filter changed, on its first page. An empty value takes the filter away. */
export function withFilter(params: URLSearchParams, name: string, value: string): URLSearchParams {
  const changed = new URLSearchParams(params);
  changed.delete("after");
  changed.delete("trail");
  if (value) changed.set(name, value);
  else changed.delete(name);
  return changed;
}

function trailOf(params: URLSearchParams): string[] {
  return params.get("trail")?.split(SEPARATOR) ?? [];
}
