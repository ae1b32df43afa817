/** One who waits for what was asked for. */
interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Things under one key that wait, and what ends the waiting for more of them. */
interface Line<Item, Result> {
  readonly waiting: Waiting<Item, Result>[];
  enough?: () => void;
}

interface Options<Item> {
  /** Items of one call, in weight. */
  readonly most: number;
  readonly weightOf?: (item: Item) => number;
  readonly isHopeless?: (error: unknown) => boolean;
  /** So many milliseconds after a call has begun the next one under its key begins, unless so many wait before: where a call costs much and an item in it little. */
  readonly gather?: { readonly ms: number; readonly enough: number };
}

/**
 * Makes `work` on many things at once available one by one: what is asked for under a key while work for that key is under way waits until it has ended, and then all that waits is done by one call, items of `most` in weight at a time (each weighs 1 unless told). Who comes alone waits for nobody. Nothing that was asked for
 * is answered from work that began before. `work` gives a result for each item, in their order. Where a call fails, each of its items is tried alone, one after the other, so that none fails for another's sake; but for
 * an error that says that the next would fail as well (`isHopeless`).
 */
export function together<Key, Item, Result>(
  work: (key: Key, items: readonly Item[]) => Promise<readonly Result[]>,
  options: Options<Item>,
): (key: Key, item: Item) => Promise<Result> {
  const { most, weightOf = () => 1, isHopeless = () => false, gather } = options;
  const lines = new Map<Key, Line<Item, Result>>();
  const takeFrom = (waiting: Waiting<Item, Result>[]) => {
    let weight = 0;
    const end = waiting.findIndex(({ item }, index) => (weight += weightOf(item)) > most && index > 0);
    return waiting.splice(0, end < 0 ? waiting.length : end);
  };
  const doThem = async (key: Key, group: readonly Waiting<Item, Result>[]) => {
    const results = await work(
      key,
      group.map(({ item }) => item),
    );
    if (results.length !== group.length) throw new Error("not as many results as were asked for");
    // Once what waits has been sent on its way: what is done with the results need not hold it up.
    setImmediate(() => results.forEach((result, index) => group[index]?.resolve(result)));
  };
  const gathered = async (line: Line<Item, Result>, { ms, enough }: { ms: number; enough: number }) => {
    if (ms <= 0 || line.waiting.length >= enough) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      line.enough = () => {
        if (line.waiting.length < enough) return;
        clearTimeout(timer);
        resolve();
      };
    });
    delete line.enough;
  };
  const serve = async (key: Key, line: Line<Item, Result>) => {
    // Requests that were read in the same turn of the event loop go together from the start.
    await new Promise(setImmediate);
    while (line.waiting.length > 0) {
      const began = performance.now();
      const group = takeFrom(line.waiting);
      await doThem(key, group).catch(async (error: unknown) => {
        if (group.length === 1 || isHopeless(error)) return group.forEach(({ reject }) => reject(error));
        for (const waiting of group) await doThem(key, [waiting]).catch(waiting.reject);
      });
      if (gather) await gathered(line, { ms: began + gather.ms - performance.now(), enough: gather.enough });
    }
    lines.delete(key);
  };
  return (key, item) =>
    new Promise((resolve, reject) => {
      const waiting = { item, resolve, reject };
      const line = lines.get(key);
      if (line) {
        line.waiting.push(waiting);
        line.enough?.();
        return;
      }
      const begun: Line<Item, Result> = { waiting: [waiting] };
      lines.set(key, begun);
      void serve(key, begun);
    });
}
