import { pool, prisma } from "~/db/client";
import { recordMailEvents } from "~/services/delivery/recordMailEvents";
import { confirmConsent } from "~/services/consent/confirmConsent";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { exportEvidence } from "~/services/evidence/exportEvidence";
import { readImportPart } from "~/services/exclusions/readImport";
import { decideByStaff } from "~/services/legalForm/decideByStaff";
import { handOverCampaign } from "~/services/delivery/handOver";
import { erasePerson } from "~/services/privacy/erasePerson";
import { addressKeys } from "~/services/shops/keys";
import { takeWebhook } from "~/services/webhooks/takeWebhook";
import { checkConsents, consentFile, evidenced, uploadConsents } from "./consent-import-steps";
import { askAndTakeMail } from "./consent-steps";
import { after, customer, firms, importLines, makeSendingCampaign } from "./factories";
import { writeToDesk } from "./privacy-desk";
import { check, csv, upload } from "./prospect-steps";
import { scriptedSendGrid } from "./scripted-sendgrid";

/** Stands in every text that tells who the person of these tests is. */
export const MARK = "zqx";
export const ADDRESS = "zqx.jo@zqxfirm.example";
export const OTHER_SPELLING = "Zqx.Jo+news@ZQXfirm.example";
export const CUSTOMER = 424_242_424_242;
export const ORDER = "778899001122";
export const IP = "203.0.113.77";
export const OTHER_IP = "203.0.113.78";

export const domainOfShop = async (shopId: number): Promise<string> =>
  (await prisma().shop.findUniqueOrThrow({ where: { id: shopId } })).domain;

/** The store's customer that the person of these tests is. */
export const markedCustomer = (over: Parameters<typeof customer>[1] = {}) =>
  customer(CUSTOMER, {
    email: ADDRESS,
    name: "Zqx Jo Name",
    company: "Zqx Heating Ltd",
    tags: ["zqx-tag"],
    ...over,
  });

/** Fills a shop with one person, of whom every table holds something that names them, beside others of whom nothing may go. Gives the campaign they were mailed in. */
export async function fillWithPerson(shopId: number): Promise<{ campaignId: number; seq: number; listId: number }> {
  await importLines(shopId, [...firms(3), markedCustomer()]);
  const { id } = await prisma().contact.findFirstOrThrow({ where: { shopId, shopifyId: CUSTOMER } });
  await prisma().company.create({
    data: {
      shopId,
      shopifyId: 31,
      name: "Zqx Works",
      companyNumber: "ZQX00001",
      sourceUpdatedAt: after(0),
      readAt: after(0),
    },
  });
  await prisma().companyLocation.create({
    data: { shopId, shopifyId: 32, companyId: 31, taxRegistrationId: "ZQX-VAT", readAt: after(0) },
  });
  await prisma().companyContact.create({ data: { shopId, companyId: 31, customerId: CUSTOMER } });
  await decideByStaff(shopId, [String(id)], { legalForm: "corporate", reason: "Zqx rang us" }, "jo", after(1));
  await prisma().contactLookUp.create({
    data: { shopId, contactId: id, number: "ZQX00001", requestedAt: after(2), outcome: "confirmed" },
  });
  await prisma().companyLookUp.create({
    data: {
      shopId,
      number: "ZQX00001",
      outcome: "found",
      name: "ZQX WORKS LIMITED",
      previousNames: ["ZQX OLD"],
      fetchedAt: after(2),
    },
  });
  const campaignId = await makeSendingCampaign(shopId, {}, after(3));
  await handOverCampaign(shopId, campaignId, scriptedSendGrid(after(4)));
  const { seq } = await prisma().recipient.findFirstOrThrow({ where: { shopId, campaignId, email: ADDRESS } });
  await pool().query("UPDATE recipient SET refusal = 'zqx is not liked' WHERE shop_id = $1 AND seq = $2", [
    shopId,
    seq,
  ]);
  await recordMailEvents(
    shopId,
    [
      {
        event: "deferred",
        timestamp: Math.floor(after(5).getTime() / 1000),
        sg_message_id: "message-0.recvd",
        twostage_recipient: `${shopId}-${campaignId}-${seq}`,
        bounce_classification: "zqx mailbox",
      },
    ],
    after(5),
  );
  const token = await askAndTakeMail(shopId, OTHER_SPELLING, after(6), {
    orderId: ORDER,
    ip: IP,
    userAgent: "Zqx browser",
    page: "/pages/trade",
    onBehalf: { actor: "jo", how: "phone", askedOn: "2026-03-01", note: "Zqx asked on the telephone" },
  });
  await confirmConsent(shopId, token, { ip: OTHER_IP, userAgent: "Zqx other browser" }, after(7));
  await pool().query("INSERT INTO single_mail (shop_id, kind, campaign_id, email) VALUES ($1, 'test', $2, $3)", [
    shopId,
    campaignId,
    ADDRESS,
  ]);
  await prisma().staffAddress.create({
    data: { shopId, email: ADDRESS.toLowerCase(), askedBy: "jo", askedAt: after(6), expiresAt: after(7), verifiedAt: after(7) },
  }); // prettier-ignore
  await prisma().storeOrder.create({
    data: { shopId, id: BigInt(ORDER), customerId: BigInt(CUSTOMER), placedAt: after(6), amount: "96.50", currency: "GBP" },
  }); // prettier-ignore
  const bought = { shopId, productId: 7n, customerId: BigInt(CUSTOMER), lastAt: after(6) };
  await prisma().productPurchase.create({ data: bought });
  const segment = {
    shopId,
    id: 7n,
    name: "Trade",
    take: 1,
    asked: 1,
    askedAt: after(6),
    askedBy: "jo",
    takenAt: after(6),
  };
  await prisma().storeSegment.create({ data: segment });
  await prisma().storeSegmentMember.create({ data: { shopId, segmentId: 7n, take: 1, customerId: BigInt(CUSTOMER) } });
  const bytes = Buffer.from(`${ADDRESS}\nsomebody@else.example\n`);
  await readImportPart(shopId, { importId: undefined, linesBefore: 0, bytes, actor: "jo" }, after(8));
  await exportEvidence(shopId, String(id), { format: "json", reason: "Zqx asked for it", actor: "jo", at: after(8) });
  const importId = await uploadConsents(
    shopId,
    consentFile(evidenced(ADDRESS, { Where: "Zqx form" }), evidenced("a@b.example")),
    after(8),
  );
  await checkConsents(shopId, importId, {}, after(8));
  await writeToDesk(shopId, ADDRESS, { campaignId, seq });
  await excludeByStaff(shopId, { email: ADDRESS, note: "Zqx wrote a letter", actor: "jo", at: after(9) });
  const row = (email: string, name: string) => [
    email,
    name,
    "Zqx Trade Ltd",
    "GB",
    "Trade fair",
    "Heating spares",
    "2026-02-01",
  ];
  const heading = ["Email", "Name", "Company", "Country", "Source", "Sector", "Date obtained"];
  const listId = await upload(
    shopId,
    csv(
      heading,
      ["new@other-firm.example", "Other", "Other Firm Ltd", "GB", "Trade fair", "Heating spares", "2026-02-01"],
      row(ADDRESS, "Zqx Prospect"),
    ),
    {},
    after(10),
  );
  await check(shopId, listId, {}, after(11));
  return { campaignId, seq, listId };
}

let webhooks = 0;

/** Shopify asks, really as a webhook. */
export async function shopifyAsks(
  shopId: number,
  topic: "customers/redact" | "customers/data_request",
  customerId: number | null = CUSTOMER,
  email: string | null = ADDRESS,
  at = after(100),
): Promise<string> {
  const shop = await domainOfShop(shopId);
  webhooks += 1;
  const payload = { shop_domain: shop, customer: { id: customerId, email, phone: null } };
  await takeWebhook({ shop, topic, webhookId: `privacy-${webhooks}`, payload }, at);
  const { rows } = await pool().query<{ id: string }>(
    "SELECT id::text AS id FROM privacy_request WHERE shop_id = $1 ORDER BY privacy_request.id DESC LIMIT 1",
    [shopId],
  );
  return rows[0]?.id ?? "";
}

/** Has a person erased, from Shopify's message to the end of the job. Gives the request. */
export async function eraseByShopify(shopId: number, email: string | null = ADDRESS, at = after(200)): Promise<string> {
  const id = await shopifyAsks(shopId, "customers/redact", CUSTOMER, email);
  await erasePerson(shopId, id, () => at);
  return id;
}

export const exclusionKeyOf = async (shopId: number, email: string): Promise<Buffer> =>
  (await addressKeys(shopId)).exclusionKey(email);
