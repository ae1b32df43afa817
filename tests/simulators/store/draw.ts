import { seededRandom } from "../seeded";

/** Random choices for one customer: decided by the store's seed and the customer's number, whatever came before. */
export class Draw {
  readonly #random: () => number;

  constructor(
    seed: number,
    /** The customer's number in the store, from 1; it makes ids and addresses unique. */
    readonly serial: number,
  ) {
    this.#random = seededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(serial, 0x85ebca6b));
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.#random() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.whole(0, choices.length - 1)] ?? choices[0];
  }

  /** One of the weighted choices. */
  weighted<T extends { weight: number }>(choices: readonly [T, ...T[]]): T {
    let left = this.#random() * choices.reduce((sum, { weight }) => sum + weight, 0);
    for (const choice of choices) {
      left -= choice.weight;
      if (left < 0) return choice;
    }
    return choices[0];
  }

  /** A moment between two years (the second excluded), as Shopify writes it. */
  moment(fromYear: number, beforeYear: number): string {
    const from = Date.UTC(fromYear, 0, 1);
    return new Date(from + Math.floor(this.#random() * (Date.UTC(beforeYear, 0, 1) - from)))
      .toISOString()
      .replace(/\.\d{3}Z$/, "Z");
  }
}
