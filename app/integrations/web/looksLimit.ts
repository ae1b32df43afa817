import { atMost } from "~/lib/atMost";
import { remember } from "~/lib/remember";

/** Three preflights at full speed. */
const PLACES = 60;
/** As long as one preflight of links that all stay silent takes. */
const PATIENCE_MS = 20_000;

/** Does one look at the web or at DNS within the number that the whole process makes at a time, all shops together. Throws `NoPlace` when there are too many before it. */
export const withinLooksLimit = <T>(look: () => Promise<T>): Promise<T> =>
  remember("looks-limit", () => atMost(PLACES, PATIENCE_MS))(look);
