/** One who waits for what was asked for. */
interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Options<Item> {
  /** Items of one call, in weight. */
  readonly most: number;
  readonly weightOf?: (item: Item) => number;
  readonly isHopeless?: (error: unknown) => boolean;
}

/**
 * Makes `work` on many things at once available one by one: what is asked for under a key while work for that key is under way waits until it has ended, and then all that waits is done by one call, items of `most` in weight at a time (each weighs 1 unless told). Nothing that was asked for
 * is answered from work that began before. `work` gives a result for each item, in their order. Where a call fails, each of its items is tried alone, one after the other, so that none fails for another's sake; but for
 * an error that says that the next would fail as well (`isHopeless`).
 */
export function together<Key, Item, Result>(
  work: (key: Key, items: readonly Item[]) => Promise<readonly Result[]>,
  options: Options<Item>,
): (key: Key, item: Item) => Promise<Result> {
  const { most, weightOf = () => 1, isHopeless = () => false } = options;
  const lines = new Map<Key, Waiting<Item, Result>[]>();
  const takeFrom = (line: Waiting<Item, Result>[]) => {
    let weight = 0;
    const end = line.findIndex(({ item }, index) => (weight += weightOf(item)) > most && index > 0);
    return line.splice(0, end < 0 ? line.length : end);
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
  const serve = async (key: Key, line: Waiting<Item, Result>[]) => {
    // Requests that were read in the same turn of the event loop go together from the start.
    await new Promise(setImmediate);
    while (line.length > 0) {
      const group = takeFrom(line);
      await doThem(key, group).catch(async (error: unknown) => {
        if (group.length === 1 || isHopeless(error)) return group.forEach(({ reject }) => reject(error));
        for (const waiting of group) await doThem(key, [waiting]).catch(waiting.reject);
      });
    }
    lines.delete(key);
  };
  return (key, item) =>
    new Promise((resolve, reject) => {
      const waiting = { item, resolve, reject };
      const line = lines.get(key);
      if (line) return void line.push(waiting);
      const begun = [waiting];
      lines.set(key, begun);
      void serve(key, begun);
    });
}
