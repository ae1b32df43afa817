import { beforeEach, describe, expect, it } from "vitest";
import { prisma } from "~/db/client";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { DECISION_ECHOES, LEGAL_FORM_CHOICES } from "~/policy/statedForm";
import { refreshCompany } from "~/services/customers/refreshCompany";
import { refreshCustomer } from "~/services/customers/refreshCustomer";
import { decideByStaff, undoDecision } from "~/services/legalForm/decideByStaff";
import { writeStatedForm } from "~/services/legalForm/writeStatedForm";
import { setUpShop } from "~/services/shops/install";
import { useAppDatabase } from "../support/app-database";
import { after, customer, makeShop, person, START } from "../support/factories";
import { startStore } from "../support/simulated-store";
import { storeFile } from "../unit/simulators/shopify/support";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const CUSTOMER = "gid://shopify/Customer/1";
const contact = () => prisma().contact.findFirstOrThrow({ where: { shopId, shopifyId: 1 } });
const setField = (graphql: AdminGraphql, ownerId: string, key: string, value: string) =>
  graphql(
    "mutation ($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { metafields { key } userErrors { code field message } } }",
    { m: [{ ownerId, namespace: "$app", key, type: "single_line_text_field", value }] },
  );
const definitionsOf = async (graphql: AdminGraphql, ownerType: string, pinnedStatus = "PINNED") => {
  const answer = (await graphql(
    `
      query ($ownerType: MetafieldOwnerType!, $pinnedStatus: MetafieldDefinitionPinnedStatus) {
        metafieldDefinitions(first: 10, ownerType: $ownerType, namespace: "$app", pinnedStatus: $pinnedStatus) {
          nodes {
            key
            name
            access {
              admin
            }
          }
        }
      }
    `,
    { ownerType, pinnedStatus },
  )) as { metafieldDefinitions: { nodes: { key: string }[] } };
  return answer.metafieldDefinitions.nodes;
};
const FIELDS = [
  { key: "legal_form", name: "Legal form", access: { admin: "MERCHANT_READ_WRITE" } },
  { key: "company_number", name: "Company number", access: { admin: "MERCHANT_READ_WRITE" } },
];
/** Scopes of the app, and that of a merchant who fills fields of companies in. */
const MERCHANT = ["read_companies", "write_companies", "read_customers", "write_customers", "read_orders"];

describe("setting a shop up", () => {
  it("makes the fields on customers and companies, once", async () => {
    const { graphql } = await startStore();
    await setUpShop(shopId, graphql, START);
    await setUpShop(shopId, graphql, after(60));
    for (const ownerType of ["CUSTOMER", "COMPANY"]) expect(await definitionsOf(graphql, ownerType)).toEqual(FIELDS);
  });

  it("passes companies over where the app may not read them", async () => {
    const { graphql } = await startStore({ scopes: ["read_customers", "write_customers", "read_orders"] });
    await setUpShop(shopId, graphql, START);
    expect(await definitionsOf(graphql, "CUSTOMER")).toEqual(FIELDS);
    expect(await definitionsOf(graphql, "COMPANY")).toEqual([]);
  });

  it("makes them unpinned where the store has pinned as many as it can", async () => {
    const { graphql } = await startStore();
    for (let number = 0; number < 20; number++)
      await graphql(
        "mutation ($d: MetafieldDefinitionInput!) { metafieldDefinitionCreate(definition: $d) { userErrors { code } } }",
        {
          d: {
            name: `F${number}`,
            namespace: "custom",
            key: `field_${number}`,
            ownerType: "CUSTOMER",
            type: "json",
            pin: true,
          },
        },
      );
    await setUpShop(shopId, graphql, START);
    expect(await definitionsOf(graphql, "CUSTOMER", "UNPINNED")).toEqual(FIELDS);
  });
});

describe("what is filled in in Shopify", () => {
  it("on the customer is evidence", async () => {
    const { graphql } = await startStore({ storeFile: storeFile([person(1)]) });
    await setField(graphql, CUSTOMER, "legal_form", "Sole trader");
    await setField(graphql, CUSTOMER, "company_number", "LP001234");
    await refreshCustomer(shopId, "1", graphql, START);
    const { legalForm, evidence } = await contact();
    expect(legalForm).toBe("individual");
    expect(evidence).toEqual([
      { source: "customer_form_field", says: "individual", detail: "Sole trader" },
      { source: "customer_number_field", says: "individual", detail: "LP001234", mark: "LP" },
    ]);
  });

  it("on the company is evidence for whoever acts for it", async () => {
    const company = { id: "gid://shopify/Company/7", name: "Mill Works", createdAt: "2024-01-01T00:00:00Z" };
    const buyer = {
      ...customer(1, { company: null }),
      companyContactProfiles: [{ id: "gid://shopify/CompanyContact/1", isMainContact: true, company }],
    };
    const { graphql } = await startStore({ storeFile: storeFile([company, buyer]), scopes: MERCHANT });
    await setField(graphql, company.id, "legal_form", "Limited company");
    await setField(graphql, company.id, "company_number", "01234567");
    await refreshCompany(shopId, "7", graphql, START);
    await refreshCustomer(shopId, "1", graphql, after(1));
    expect(await contact()).toMatchObject({ legalForm: "corporate", evidenceStrength: "sufficient" });
    expect((await contact()).evidence).toEqual([
      { source: "b2b_company_record", says: "supports_business", detail: "Mill Works" },
      { source: "company_form_field", says: "corporate", detail: "Limited company" },
      { source: "company_number_field", says: "corporate", detail: "01234567", mark: "8 digits" },
    ]);
  });
});

describe("writing what staff decided to Shopify", () => {
  async function decided(given?: string) {
    const { graphql } = await startStore({ storeFile: storeFile([person(1)]) });
    await setUpShop(shopId, graphql, START);
    if (given) await setField(graphql, CUSTOMER, "legal_form", given);
    await refreshCustomer(shopId, "1", graphql, START);
    const { groupId } = await decideByStaff(
      shopId,
      [String((await contact()).id)],
      { legalForm: "corporate", reason: "Telephoned" },
      "owner",
      START,
    );
    let writes = 0;
    const counted: AdminGraphql = (document, variables) => {
      if (/mutation/.test(document)) writes++;
      return graphql(document, variables);
    };
    const inShopify = async () => {
      const read = `{ customer(id: "${CUSTOMER}") { metafield(namespace: "$app", key: "legal_form") { value } } }`;
      return ((await graphql(read)) as { customer: { metafield: { value: string } | null } }).customer.metafield?.value;
    };
    return { groupId, counted, inShopify, writes: () => writes };
  }

  it("shows it there once, empties it when it is undone, and proves nothing by itself", async () => {
    const { groupId, counted, inShopify, writes } = await decided();
    await writeStatedForm(shopId, "1", counted);
    await writeStatedForm(shopId, "1", counted);
    expect(await inShopify()).toBe(DECISION_ECHOES.corporate);
    expect(writes()).toBe(1);
    await refreshCustomer(shopId, "1", counted, after(60));
    expect((await contact()).evidence).toEqual([]);

    await undoDecision(shopId, groupId, "owner", after(120));
    expect((await contact()).legalForm).toBe("unknown");
    await writeStatedForm(shopId, "1", counted);
    await writeStatedForm(shopId, "1", counted);
    expect(await inShopify()).toBeUndefined();
    expect(writes()).toBe(2);
  });

  it("leaves alone what somebody entered there", async () => {
    const { counted, inShopify, writes } = await decided("Sole trader");
    await writeStatedForm(shopId, "1", counted);
    expect(await inShopify()).toBe("Sole trader");
    expect(writes()).toBe(0);
  });

  it("writes only what the field may hold", () => {
    expect(Object.values(DECISION_ECHOES).filter((echo) => !LEGAL_FORM_CHOICES.includes(echo))).toEqual([]);
  });
});
