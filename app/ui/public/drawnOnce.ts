import { randomBytes } from "node:crypto";
import { remember } from "~/lib/remember";

/** Pages kept at most; past it all are drawn anew as they are asked for. */
const MOST_KEPT = 500;

/** Stands for the token in a page that is kept: of a token's letters, so that it is written everywhere as a token is, and such as nobody can have put into a shop's name. */
const STAND_IN = randomBytes(32).toString("base64url");

/**
 * Gives, in bytes, the page that `draw` draws for a link's token. Pages that differ in nothing but the token are drawn once: `alike` is all else that such a page is drawn from, as JSON can tell it. A mail to many is opened by many at once, and drawing and encoding
 * each one's page took as long as excluding them did.
 */
export function drawnOnce(alike: readonly unknown[], token: string, draw: (token: string) => string): Buffer {
  if (!/^[\w-]*$/.test(token)) return Buffer.from(draw(token));
  const kept = remember("pages-drawn-once", () => new Map<string, readonly Buffer[]>());
  const key = JSON.stringify(alike);
  let pieces = kept.get(key);
  if (!pieces) {
    if (kept.size >= MOST_KEPT) kept.clear();
    pieces = draw(STAND_IN)
      .split(STAND_IN)
      .map((piece) => Buffer.from(piece));
    kept.set(key, pieces);
  }
  const inserted = Buffer.from(token, "latin1");
  return Buffer.concat(pieces.flatMap((piece, index) => (index === 0 ? [piece] : [inserted, piece])));
}
