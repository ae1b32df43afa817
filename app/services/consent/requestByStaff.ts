import { z } from "zod";
import { pool, prisma } from "~/db/client";
import { Problem } from "~/lib/errors";
import { INBOUND_WAYS } from "~/policy/consentSurface";
import { usableAddress } from "~/policy/emailAddress";
import { isExcluded } from "~/services/exclusions/exclude";
import { addressKeys } from "~/services/shops/keys";
import { pickWording } from "./currentWording";
import { requestConsent } from "./requestConsent";

const staffAsk = z.object({
  how: z.enum(INBOUND_WAYS),
  /** The day on which the person asked. */
  askedOn: z.iso.date(),
  note: z.string().trim().min(1).max(500),
  locale: z.string().min(2).max(20),
});

/** What staff enter about a person who asked them; texts as a form gives them. */
export type StaffAsk = Readonly<Record<keyof z.input<typeof staffAsk>, string>>;

/** A day begins so much earlier in the east than where the clock is read. */
const EARLIEST_DAY_MS = 14 * 3_600_000;

/**
 * Asks for consent for a contact who had asked staff, and queues the verification mail to the contact's address, with the words of the language chosen (P13). It requests and grants nothing: only the person's own press of the button confirms. Who asked, how and on
 * which day is in the ledger; the note stays with the request. Throws `Problem` with `input_invalid` and the fields, `not_found` for a contact that is gone, `address_invalid`, `address_excluded`, `wrong_state` for somebody who has confirmed already, or
 * `too_many_attempts` for an address that has had as many of these mails as it may.
 */
export async function requestConsentByStaff(
  shopId: number,
  contactId: string,
  input: StaffAsk,
  actor: string,
  at: Date,
): Promise<void> {
  const asked = readAsk(input, at);
  const contact = /^\d{1,18}$/.test(contactId)
    ? await prisma().contact.findUnique({
        where: { shopId_id: { shopId, id: BigInt(contactId) } },
        select: { email: true, deletedAt: true },
      })
    : null;
  if (!contact || contact.deletedAt) throw new Problem("not_found");
  await requestFor(shopId, contact.email, asked, actor, at);
}

/** Asks as `requestConsentByStaff`, for somebody who is no contact yet. They become one when they confirm. Throws the same, but for `not_found`. */
export async function requestConsentForAddress(
  shopId: number,
  address: string,
  input: StaffAsk,
  actor: string,
  at: Date,
): Promise<void> {
  await requestFor(shopId, address, readAsk(input, at), actor, at);
}

function readAsk(input: StaffAsk, at: Date): z.output<typeof staffAsk> {
  const { success, data, error } = staffAsk.safeParse(input);
  if (!success) throw new Problem("input_invalid", [...new Set(error.issues.map((issue) => String(issue.path[0])))]);
  if (new Date(data.askedOn).getTime() > at.getTime() + EARLIEST_DAY_MS)
    throw new Problem("input_invalid", ["askedOn"]);
  return data;
}

async function requestFor(
  shopId: number,
  address: string,
  { locale, ...asked }: z.output<typeof staffAsk>,
  actor: string,
  at: Date,
): Promise<void> {
  const email = usableAddress(address);
  if (!email) throw new Problem("address_invalid");
  const keys = await addressKeys(shopId);
  if (await isExcluded(pool(), shopId, { key: keys.exclusionKey(email), email })) throw new Problem("address_excluded");
  const consentKey = new Uint8Array(keys.consentKey(email));
  const standing = await prisma().addressStanding.findUnique({ where: { shopId_consentKey: { shopId, consentKey } } });
  if (standing?.standing === "confirmed") throw new Problem("wrong_state");
  const wording = await pickWording(shopId, locale);
  if (!wording) throw new Problem("set_up_incomplete");
  await requestConsent(
    shopId,
    {
      email,
      surface: "staff",
      wordingVersion: wording.version,
      wording: wording.text,
      locale: wording.locale,
      onBehalf: { actor, ...asked },
      ip: null,
      userAgent: null,
    },
    at,
  );
  // Asking itself tells nobody of its limits; staff wait for this mail with the person.
  const recorded = await prisma().consentRequest.count({
    where: { shopId, consentKey, surface: "staff", requestedAt: at },
  });
  if (recorded === 0) throw new Problem("too_many_attempts");
}
