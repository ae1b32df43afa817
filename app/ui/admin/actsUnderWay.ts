const underWay = new Map<object, string>();

/** Notes that an act with this intent was asked for by `by`, until `settled`. */
export function begun(by: object, intent: string): void {
  underWay.set(by, intent);
}

/** Notes that the page shows the effect of what `by` asked for, or will not. */
export function settled(by: object): void {
  underWay.delete(by);
}

/**
 * Whether an act is under way whose effect the page has still to read; intents in `quiet` have none. React Router drops such a reading when anything asked for meanwhile is answered before it has ended, so whatever needs no reading of
 * its own has to ask for one all the same while this is true.
 */
export function readingIsDue(quiet: ReadonlySet<string> = new Set()): boolean {
  return [...underWay.values()].some((intent) => !quiet.has(intent));
}
