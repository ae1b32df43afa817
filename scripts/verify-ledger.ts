// `npm run ledger:verify [-- --shop DOMAIN]`: walks the chain over every shop's ledger and names the first row that is not as it was written. Exit code 1 when there is one.
import { parseArgs } from "node:util";
import { readReach, type Reach } from "~/db/appendOnly";
import { disconnect, pool, prisma } from "~/db/client";
import { EnvError } from "~/lib/env";
import { verifyLedger, type LedgerFault, type LedgerProof, type TamperedRow } from "~/services/consent/verifyLedger";

const FAULT_WORDS: Readonly<Record<LedgerFault, string>> = {
  event_changed: "the event was changed after it was sealed, or what was before it was taken out",
  event_deleted: "the event was deleted after it was sealed",
  event_put_in: "the event was put in later, under an old number",
  event_not_noted: "the event was put in past the trigger, or its note was deleted: it is in no chain",
  event_deleted_unsealed: "the event was deleted before it was sealed",
  seal_changed: "the seal was changed, or put in another's place",
  seal_deleted: "the seal was deleted",
  end_moved: "the chain does not end where it was left",
};

const REACH_WORDS: Readonly<Record<Reach, string>> = {
  cannot: "cannot change the ledger.",
  may_take:
    "cannot change the ledger, but could give itself the right to, or drop its tables. The README says how to part the two.",
  may: "could change the ledger by switching its triggers off: its tables have no role of their own. The README says how to give them one.",
  superuser:
    "is a superuser and could change the ledger by switching its triggers off. The README says how to part the two.",
};

const number = (value: number) => value.toLocaleString("en-GB");

function whole({ sealed, unsealed, head }: LedgerProof): string {
  const end = sealed > 0 ? `, up to ${head.hash.toString("hex")}` : "";
  return `${number(sealed)} events sealed${end}; ${number(unsealed)} not sealed yet.`;
}

function broken({ fault, position, eventId }: TamperedRow, { sealed, unsealed }: LedgerProof): string {
  const where = [position !== null ? `position ${position}` : "", eventId !== null ? `event ${eventId}` : ""];
  const row = where.filter(Boolean).join(", ");
  return `TAMPERED WITH at ${row}: ${FAULT_WORDS[fault]}. ${number(sealed)} seals before it hold; ${number(unsealed)} not sealed yet.`;
}

async function verify(domain: string | undefined): Promise<boolean> {
  const shops = await prisma().shop.findMany({ ...(domain ? { where: { domain } } : {}), orderBy: { id: "asc" } });
  if (domain && shops.length === 0) {
    console.error(`There is no shop ${domain}.`);
    return false;
  }
  let sound = true;
  for (const shop of shops) {
    const proof = await verifyLedger(shop.id);
    if (proof.tampered) sound = false;
    console.log(`${shop.domain}: ${proof.tampered ? broken(proof.tampered, proof) : whole(proof)}`);
  }
  const { login, reach } = await readReach(pool());
  console.log(`The login "${login}" ${REACH_WORDS[reach]}`);
  return sound;
}

const { values } = parseArgs({ options: { shop: { type: "string" } } });
try {
  process.exitCode = (await verify(values.shop)) ? 0 : 1;
  await disconnect();
} catch (error) {
  if (!(error instanceof EnvError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
