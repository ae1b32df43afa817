import { z } from "zod";
import { LEGAL_FORM_CHOICES } from "~/policy/statedForm";
import { APP_NAMESPACE, fetchScopes, refuse, ShopifyRefusal, userErrors, type AdminGraphql } from "./admin";
import * as operations from "./operations";

/** Fields of the app on customers and companies, which merchants see and fill in in the Shopify admin. */
const LEGAL_FORM_KEY = "legal_form";
const COMPANY_NUMBER_KEY = "company_number";
const TYPE = "single_line_text_field";

const FIELDS = [
  {
    key: LEGAL_FORM_KEY,
    name: "Legal form",
    description: "Who is a company and who is not decides whom Twostage may mail. Leave it empty when you do not know.",
    validations: [{ name: "choices", value: JSON.stringify(LEGAL_FORM_CHOICES) }],
  },
  {
    key: COMPANY_NUMBER_KEY,
    name: "Company number",
    description: "Number in the register at Companies House.",
    validations: [{ name: "max", value: "20" }],
  },
];

const definitionCreated = z.object({ metafieldDefinitionCreate: z.object({ userErrors }) });
const metafieldsSet = z.object({ metafieldsSet: z.object({ userErrors }) });
const metafieldsDeleted = z.object({
  metafieldsDelete: z.object({ userErrors: z.array(z.object({ message: z.string() })) }),
});

/** Makes the fields "Legal form" and "Company number" on customers, and on companies where the store lets the app read them, pinned and open to the merchant. Safe to call again. */
export async function ensureLegalFormFields(admin: AdminGraphql): Promise<void> {
  const scopes = await fetchScopes(admin);
  const owners = ["read_companies", "write_companies"].some((scope) => scopes.has(scope))
    ? ["CUSTOMER", "COMPANY"]
    : ["CUSTOMER"];
  for (const ownerType of owners) for (const field of FIELDS) await define(admin, { ...field, ownerType });
}

async function define(admin: AdminGraphql, field: (typeof FIELDS)[number] & { ownerType: string }): Promise<void> {
  const create = async (pin: boolean) => {
    const definition = {
      ...field,
      namespace: APP_NAMESPACE,
      type: TYPE,
      pin,
      access: { admin: "MERCHANT_READ_WRITE" },
    };
    const answer = definitionCreated.parse(await admin(operations.CREATE_METAFIELD_DEFINITION, { definition }));
    return answer.metafieldDefinitionCreate.userErrors.filter(({ code }) => code !== "TAKEN");
  };
  const errors = await create(true);
  // A store may have pinned as many as it can: the field is then under "View all".
  if (errors.length > 0 && errors.every(({ code }) => code === "PINNED_LIMIT_REACHED")) refuse(await create(false));
  else refuse(errors);
}

/** Writes the field "Legal form" of a customer, or empties it. */
export async function setLegalFormField(
  admin: AdminGraphql,
  customerId: string,
  value: string | undefined,
): Promise<void> {
  const field = { ownerId: `gid://shopify/Customer/${customerId}`, namespace: APP_NAMESPACE, key: LEGAL_FORM_KEY };
  if (value === undefined) {
    const answer = metafieldsDeleted.parse(await admin(operations.DELETE_METAFIELDS, { metafields: [field] }));
    if (answer.metafieldsDelete.userErrors.length > 0) throw new ShopifyRefusal(["NOT_DELETED"]);
  } else {
    const metafields = [{ ...field, type: TYPE, value }];
    refuse(metafieldsSet.parse(await admin(operations.SET_METAFIELDS, { metafields })).metafieldsSet.userErrors);
  }
}
