import { type Answer, type ReadRequest } from "./http";
import { type ApiKey } from "./types";

/** One operation of the API: `path` has `{name}` places, whose decoded values reach `handle`. */
export interface Route {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  /** The scope a key needs; undefined when any key will do. */
  scope: string | undefined;
  handle: (request: ReadRequest, places: Record<string, string>, key: ApiKey) => Answer;
}

/** The route that fits, or the methods that the path does know (empty when there is no such path). */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; places: Record<string, string> } | { allowed: string[] } {
  const allowed: string[] = [];
  for (const route of routes) {
    const places = match(route.path, path);
    if (!places) continue;
    if (route.method === method) return { route, places };
    allowed.push(route.method);
  }
  return { allowed };
}

function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const places: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith("{")) {
      const decoded = decode(value);
      if (!decoded) return undefined;
      places[part.slice(1, -1)] = decoded;
    } else if (part !== value) return undefined;
  }
  return places;
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
