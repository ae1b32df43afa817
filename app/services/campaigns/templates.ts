import { prisma } from "~/db/client";
import { lockShop } from "~/db/locks";
import { transaction } from "~/db/transaction";
import { mailBlocks } from "~/email/blockSchema";
import { Problem } from "~/lib/errors";
import type { MailBlock } from "~/policy/mailBlocks";
import { record } from "~/services/audit/record";

/** Templates of one shop: as many as fit into a menu. */
const MOST_TEMPLATES = 30;
const LONGEST_NAME = 80;

/** Blocks that a shop keeps to begin a mail with. */
export interface MailTemplate {
  readonly id: string;
  readonly name: string;
  readonly body: readonly MailBlock[];
}

/** The shop's own templates by name. */
export async function listTemplates(shopId: number): Promise<MailTemplate[]> {
  const rows = await prisma().mailTemplate.findMany({ where: { shopId }, orderBy: { name: "asc" } });
  return rows.map(({ id, name, body }) => ({ id: String(id), name, body: mailBlocks.parse(body) }));
}

/** Keeps blocks as a template; one of the same name is replaced. Throws `Problem` with `input_invalid` naming the fields, or `too_many_templates`. */
export async function saveTemplate(
  shopId: number,
  input: { readonly name: string; readonly body: unknown },
  actor: string,
  at: Date,
): Promise<void> {
  const name = input.name.trim();
  const body = mailBlocks.safeParse(input.body);
  const wrong = [
    ...(name === "" || name.length > LONGEST_NAME || /[\u0000-\u001f]/.test(name) ? ["templateName"] : []),
    ...(body.success ? [] : ["body"]),
  ];
  if (wrong.length > 0) throw new Problem("input_invalid", wrong);
  await transaction(async (tx) => {
    await lockShop(tx, shopId);
    const { rows: others } = await tx.query<{ others: number }>(
      "SELECT count(*)::int AS others FROM mail_template WHERE shop_id = $1 AND name <> $2",
      [shopId, name],
    );
    if ((others[0]?.others ?? 0) >= MOST_TEMPLATES) throw new Problem("too_many_templates");
    const { rows } = await tx.query<{ id: string }>(
      `INSERT INTO mail_template (shop_id, name, body, saved_by, saved_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (shop_id, name) DO UPDATE SET body = EXCLUDED.body, saved_by = $4, saved_at = $5 RETURNING id`,
      [shopId, name, JSON.stringify(body.data), actor, at],
    );
    await record(tx, shopId, {
      act: "template_saved",
      actor,
      at,
      subject: { kind: "mail_template", id: rows[0]?.id ?? "" },
    });
  });
}

/** Removes a template; drafts that began with it stay as they are. Throws `Problem("not_found")`. */
export async function removeTemplate(shopId: number, id: string, actor: string, at: Date): Promise<void> {
  await transaction(async (tx) => {
    const { rowCount } = /^\d{1,18}$/.test(id)
      ? await tx.query("DELETE FROM mail_template WHERE shop_id = $1 AND id = $2", [shopId, id])
      : { rowCount: 0 };
    if (!rowCount) throw new Problem("not_found");
    await record(tx, shopId, { act: "template_removed", actor, at, subject: { kind: "mail_template", id } });
  });
}
