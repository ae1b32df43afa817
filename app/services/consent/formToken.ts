import { z } from "zod";
import { env } from "~/lib/env";
import { Problem } from "~/lib/errors";
import { open, seal } from "~/lib/seal";

/** A form as it was shown: on which surface, with which words, and when. */
export interface ShownForm {
  readonly surface: "storefront_form" | "storefront_page";
  readonly wordingVersion: number;
  readonly shownAt: Date;
}

/** A person takes longer to read the words and type an address; a machine does not. */
export const MIN_SECONDS = 2;
/** A page that was left open overnight still works. */
export const MAX_HOURS = 24;

const content = z.object({
  surface: z.enum(["storefront_form", "storefront_page"]),
  wordingVersion: z.number().int().positive(),
  shownAt: z.coerce.date(),
});

/** Makes the token that goes out with a form and must come back with it: sealed for the shop, so that it can be neither read nor made by anybody else. Holds nothing of the person. */
export function makeFormToken(shopId: number, form: ShownForm, roots: readonly string[] = env().APP_SECRET): string {
  return seal(Buffer.from(JSON.stringify(form)), purpose(shopId), roots).toString("base64url");
}

/** What a form's token says; `undefined` when it is not ours, for another shop, or comes back sooner than a person could have filled the form in, or later than a page stays open. */
export function readFormToken(
  shopId: number,
  token: string,
  at: Date,
  roots: readonly string[] = env().APP_SECRET,
): ShownForm | undefined {
  if (!/^[\w-]{1,500}$/.test(token)) return undefined;
  try {
    const { secret } = open(Buffer.from(token, "base64url"), purpose(shopId), roots);
    const form = content.safeParse(JSON.parse(secret.toString())).data;
    const seconds = form ? (at.getTime() - form.shownAt.getTime()) / 1000 : -1;
    return seconds >= MIN_SECONDS && seconds <= MAX_HOURS * 3600 ? form : undefined;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

const purpose = (shopId: number) => `form:${shopId}`;
