import { pool } from "~/db/client";
import { fetchCustomer, type AdminGraphql } from "~/integrations/shopify/admin";
import { setLegalFormField } from "~/integrations/shopify/legalFormFields";
import { DECISION_ECHOES, isDecisionEcho } from "~/policy/statedForm";

/**
 * Brings the customer's field "Legal form" in Shopify in step with what staff decided here and have not taken back: so that whoever works there sees it. What somebody entered there is left alone, since it is evidence;
 * what the app wrote is emptied when the decision is undone. Safe to run again: what is right already is not written.
 */
export async function writeStatedForm(shopId: number, shopifyCustomerId: string, admin: AdminGraphql): Promise<void> {
  const customer = await fetchCustomer(admin, shopifyCustomerId);
  if (!customer) return;
  const written = customer.legalForm?.value.trim() ?? "";
  if (written && !isDecisionEcho(written)) return;
  const { rows } = await pool().query<{ says: keyof typeof DECISION_ECHOES }>(
    `SELECT e.says FROM contact c JOIN form_evidence e ON e.shop_id = c.shop_id AND e.contact_id = c.id
     WHERE c.shop_id = $1 AND c.shopify_id = $2 AND e.source = 'staff_decision' AND e.undone_at IS NULL ORDER BY e.id DESC LIMIT 1`,
    [shopId, shopifyCustomerId],
  );
  const [decision] = rows;
  const wanted = decision ? DECISION_ECHOES[decision.says] : "";
  if (wanted !== written) await setLegalFormField(admin, shopifyCustomerId, wanted || undefined);
}
