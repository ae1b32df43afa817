/** Thrown to whoever has waited for a place as long as they may. */
export class NoPlace extends Error {
  constructor() {
    super("waited too long for a place");
  }
}

/**
 * Lets so much work run at a time and no more: what comes beyond waits for a place, first come, first served. Throws `NoPlace`, without having begun, when none has come free within `patienceMs`; else gives what the work gives. Work that is
 * itself within such a limit must not ask for a second place of it.
 */
export function atMost(places: number, patienceMs: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = places;
  const waiting: (() => void)[] = [];
  const place = () =>
    new Promise<void>((resolve, reject) => {
      if (free > 0) {
        free -= 1;
        return resolve();
      }
      const take = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(take), 1);
        reject(new NoPlace());
      }, patienceMs);
      waiting.push(take);
    });
  // A place that comes free goes to whoever has waited longest, without being anybody's in between.
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return async (work) => {
    await place();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
