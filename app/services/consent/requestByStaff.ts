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
 * Asks for consent for a person who had asked staff, and queues the verification mail to the contact's address, with the words of the language chosen (P13). It requests and grants nothing: only the person's own press of the button confirms. Who asked, how and on
 * which day is in the ledger; the note stays with the request. Throws `Problem` with `input_invalid` and the fields, `not_found` for a contact that is gone, `address_invalid`, `address_excluded`, or `wrong_state` for somebody who has confirmed already.
 */
export async function requestConsentByStaff(
  shopId: number,
  contactId: string,
  input: StaffAsk,
  actor: string,
  at: Date,
): Promise<void> {
  const result = staffAsk.safeParse(input);
  if (!result.success)
    throw new Problem("input_invalid", [...new Set(result.error.issues.map((issue) => String(issue.path[0])))]);
  const { how, askedOn, note, locale } = result.data;
  if (new Date(askedOn).getTime() > at.getTime() + EARLIEST_DAY_MS) throw new Problem("input_invalid", ["askedOn"]);
  const contact = /^\d{1,18}$/.test(contactId)
    ? await prisma().contact.findUnique({
        where: { shopId_id: { shopId, id: BigInt(contactId) } },
        select: { email: true, deletedAt: true },
      })
    : null;
  if (!contact || contact.deletedAt) throw new Problem("not_found");
  const email = usableAddress(contact.email);
  if (!email) throw new Problem("address_invalid");
  const keys = await addressKeys(shopId);
  if (await isExcluded(pool(), shopId, keys.exclusionKey(email))) throw new Problem("address_excluded");
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
      onBehalf: { actor, how, askedOn, note },
      ip: null,
      userAgent: null,
    },
    at,
  );
}
