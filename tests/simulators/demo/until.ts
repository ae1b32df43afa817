import { setTimeout as delay } from "node:timers/promises";

const EVERY_MS = 150;

/** Looks again and again until there is a row, and gives it. Throws when the time is over. */
export async function until<T>(withinMs: number, look: () => { rows: T[] } | Promise<{ rows: T[] }>): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const [row] = (await look()).rows;
    if (row !== undefined) return row;
    if (Date.now() > end) throw new Error("nothing came within the time given");
    await delay(EVERY_MS);
  }
}
