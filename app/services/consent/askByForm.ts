import { prisma } from "~/db/client";
import { usableAddress } from "~/policy/emailAddress";
import type { Locale } from "~/policy/locale";
import { offeredForm } from "~/policy/statedForm";
import { pickWording, type CurrentWording } from "./currentWording";
import { makeFormToken, readFormToken, type ShownForm } from "./formToken";
import { requestConsent } from "./requestConsent";

/** What somebody filled in on the storefront. */
export interface FilledForm {
  /** `check`: in the block of the theme, which cannot tell when it was shown. Anything else: on the app's own page. */
  readonly intent: string;
  readonly email: string;
  /** What the person says to buy as, by the form's name for it. */
  readonly buyAs: string;
  readonly agreed: boolean;
  /** The token that went out with the form. */
  readonly formToken: string;
  /** A field that no person sees. */
  readonly trap: string;
  /** Version of the words beside the box that was ticked in the block. */
  readonly version: string;
  /** Path of the page with the block. */
  readonly page: string;
  readonly locale: Locale;
}

/** A form to be shown: the current words, and the token that must come back with it. */
export interface OpenForm {
  readonly wording: CurrentWording;
  readonly formToken: string;
}

/** What comes of a filled-in form. Says nothing of the address but that it is none. */
export type FormOutcome =
  /** No words are published. */
  | { readonly outcome: "closed" }
  | ({ readonly outcome: "faulty"; readonly faults: readonly FormFault[] } & OpenForm)
  /** To be looked at once more and sent off on the app's own page. */
  | ({ readonly outcome: "check" } & OpenForm)
  | { readonly outcome: "sent" };
export type FormFault = "email" | "agree" | "words";

/** Opens the form on the app's own page, in a language; `undefined` when no words are published. */
export async function openForm(shopId: number, locale: Locale, at: Date): Promise<OpenForm | undefined> {
  const wording = await pickWording(shopId, locale);
  return wording && { wording, formToken: shown(shopId, "storefront_page", wording, at) };
}

/**
 * Takes a form that somebody filled in on the storefront (P4, P13). What comes from the block of the theme is shown once more, with the words as they are now; only what the app itself has shown, long enough ago for a person to have read it,
 * asks for a verification mail. A machine that gave itself away is told the same as everybody, and nothing is asked. Throws nothing for what was typed: faults of the form are told, and nothing else is.
 */
export async function askByForm(
  shopId: number,
  form: FilledForm,
  visitor: { readonly ip: string | null; readonly userAgent: string | null },
  at: Date,
): Promise<FormOutcome> {
  const wording = await pickWording(shopId, form.locale);
  if (!wording) return { outcome: "closed" };
  if (form.trap !== "") return { outcome: "sent" };
  const fromBlock = form.intent === "check";
  const given = fromBlock ? undefined : readFormToken(shopId, form.formToken, at);
  const email = usableAddress(form.email);
  const faults: FormFault[] = [
    ...(email === undefined ? (["email"] as const) : []),
    ...(form.agreed ? [] : (["agree"] as const)),
    ...(fromBlock && form.agreed && form.version !== String(wording.version) ? (["words"] as const) : []),
  ];
  const surface = fromBlock ? "storefront_form" : (given?.surface ?? "storefront_page");
  if (email === undefined || faults.length > 0) {
    const formToken = given?.wordingVersion === wording.version ? form.formToken : shown(shopId, surface, wording, at);
    return { outcome: "faulty", faults, wording, formToken };
  }
  if (fromBlock) return { outcome: "check", wording, formToken: shown(shopId, surface, wording, at) };
  if (given) await ask(shopId, email, form, given, visitor, at);
  return { outcome: "sent" };
}

async function ask(
  shopId: number,
  email: string,
  form: FilledForm,
  { surface, wordingVersion }: ShownForm,
  visitor: { readonly ip: string | null; readonly userAgent: string | null },
  at: Date,
): Promise<void> {
  const { text } = await prisma().consentWording.findUniqueOrThrow({
    where: { shopId_version: { shopId, version: wordingVersion } },
  });
  await requestConsent(
    shopId,
    {
      email,
      surface,
      wordingVersion,
      wording: text,
      locale: form.locale,
      page: isPath(form.page) ? form.page : null,
      statedForm: offeredForm(form.buyAs) ?? null,
      ...visitor,
    },
    at,
  );
}

function shown(shopId: number, surface: ShownForm["surface"], wording: CurrentWording, at: Date): string {
  return makeFormToken(shopId, { surface, wordingVersion: wording.version, shownAt: at });
}

/** A path of the storefront, without anything of the person in it. It came from outside. */
function isPath(text: string): boolean {
  return /^\/[\w/.-]{0,200}$/.test(text);
}
