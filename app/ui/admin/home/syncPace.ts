/** How fast an import goes: rows a second, and seconds to go. */
export interface Pace {
  readonly perSecond: number;
  readonly secondsLeft: number;
}

/** Pace of an import that has read `rows` of `expected` since a moment; `undefined` while there is too little to tell. */
export function paceOf(rows: number, expected: number, since: Date | null, now: Date): Pace | undefined {
  const seconds = since ? (now.getTime() - since.getTime()) / 1000 : 0;
  if (seconds < 1 || rows === 0) return undefined;
  const perSecond = rows / seconds;
  return { perSecond: Math.round(perSecond), secondsLeft: Math.max(0, Math.ceil((expected - rows) / perSecond)) };
}

/** A length of time in words, roughly: `about 2 minutes`. */
export function aboutTime(seconds: number): string {
  if (seconds < 60) return "less than a minute";
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? "about a minute" : `about ${minutes} minutes`;
}
