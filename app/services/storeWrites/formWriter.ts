import { ShopifyRefusal } from "~/integrations/shopify/admin";
import { writeStatedForm } from "~/services/legalForm/writeStatedForm";
import type { StoreWriter } from "./writer";

/** Tells Shopify what staff decided of customers' legal form, in the app's own field there (P4): the decision that stands at this moment, or none. */
export const writeForms: StoreWriter = async function* (shopId, customerIds, admin) {
  for (const customerId of customerIds) {
    try {
      await writeStatedForm(shopId, customerId, admin);
      yield { customerId, state: "done", code: "in_step" };
    } catch (error) {
      if (!(error instanceof ShopifyRefusal)) throw error;
      yield { customerId, state: "dead", code: error.codes[0] ?? "UNKNOWN" };
    }
  }
};
