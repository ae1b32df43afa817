import { pool } from "~/db/client";
import { domainOf } from "~/policy/emailAddress";
import { machineSigns, type MachineSign } from "~/policy/machineOptOut";

/** An opt-out that a machine probably made; the address is still excluded. */
export interface MachineOptOut {
  /** The row of the exclusion list, by its key in hex. */
  readonly key: string;
  readonly email: string | null;
  readonly at: Date;
  readonly agent: string;
  readonly seconds: number | null;
  readonly signs: readonly MachineSign[];
  readonly campaignId: number;
  readonly campaignName: string | null;
  /** Null where nobody is known by that address any more. */
  readonly contactId: string | null;
  readonly name: string | null;
  readonly company: string | null;
}

/** Opt-outs looked at, newest first: what was made before so many others is told by the list itself. */
const LOOKED_AT = 5000;
const SHOWN = 200;

type Row = Omit<MachineOptOut, "signs"> & { readonly spoke: boolean };

/**
 * The newest opt-outs by a mail's link that a machine probably made (`machineSigns`), for the merchant to ring those people. All of them are excluded and stay so until they are taken off the list with evidence of their wish (P12).
 */
export async function listMachineOptOuts(shopId: number): Promise<{ rows: MachineOptOut[]; more: boolean }> {
  // The newest traces by their own index, where theirs is the opt-out that put the address on the list: a link that is opened again and again leaves many.
  const { rows } = await pool().query<Row>(
    `SELECT DISTINCT ON (x.at, x.key) encode(x.key, 'hex') AS key, x.email, x.at, t.agent, t.seconds, x.campaign_id AS "campaignId", k.name AS "campaignName",
            c.id::text AS "contactId", c.name, c.company,
            EXISTS (SELECT 1 FROM opt_out_reason o WHERE o.shop_id = x.shop_id AND o.campaign_id = x.campaign_id AND o.recipient_seq = x.recipient_seq) AS spoke
     FROM (
       SELECT t.agent, t.seconds, e.id, e.key, e.at FROM opt_out_trace t
       JOIN exclusion_event e ON e.shop_id = t.shop_id AND e.id = t.event_id AND e.act = 'excluded' AND e.source = 'body_link'
       JOIN exclusion l ON l.shop_id = e.shop_id AND l.key = e.key AND l.source = 'body_link' AND l.at = e.at
       WHERE t.shop_id = $1 ORDER BY t.at DESC LIMIT ${LOOKED_AT}
     ) t
     JOIN exclusion x ON x.shop_id = $1 AND x.key = t.key
     LEFT JOIN campaign k ON k.shop_id = x.shop_id AND k.id = x.campaign_id
     LEFT JOIN LATERAL (
       SELECT id, name, company FROM contact c WHERE c.shop_id = x.shop_id AND c.exclusion_key = x.key AND c.deleted_at IS NULL ORDER BY c.id LIMIT 1
     ) c ON true
     ORDER BY x.at DESC, x.key DESC, t.id`,
    [shopId],
  );
  const signs = machineSigns(
    rows.map(({ key, email, at, agent, seconds, spoke }) => ({
      id: key,
      at,
      agent,
      seconds,
      spoke,
      domain: email === null ? null : (domainOf(email) ?? null),
    })),
  );
  const found = rows.flatMap(({ spoke: _, ...row }) => {
    const of = signs.get(row.key);
    return of ? [{ ...row, signs: of }] : [];
  });
  return { rows: found.slice(0, SHOWN), more: found.length > SHOWN };
}
