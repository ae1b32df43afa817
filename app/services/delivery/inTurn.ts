const last = new Map<number, Promise<void>>();

/**
 * Lets the batches of a shop that this process decides wait for their shop's lock one at a time, and each pass its place on once it has read, or where it is attempted at one go, once it has the lock. With all of them in the database's queue an opt-out would
 * wait for every one; so it waits for two at the most, and the next batch is in the queue by the time that it can go.
 */
export async function inTurn<T>(shopId: number, work: (passOn: () => void) => Promise<T>): Promise<T> {
  const before = last.get(shopId);
  let passOn = () => {};
  const mine = new Promise<void>((resolve) => {
    passOn = resolve;
  });
  last.set(shopId, mine);
  try {
    await before;
    return await work(passOn);
  } finally {
    passOn();
    if (last.get(shopId) === mine) last.delete(shopId);
  }
}
