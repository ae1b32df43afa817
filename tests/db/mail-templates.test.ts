import { expect, test } from "vitest";
import { listTemplates, removeTemplate, saveTemplate } from "~/services/campaigns/templates";
import { saveBrand } from "~/services/shops/brand";
import { previewMail } from "~/services/campaigns/previewMail";
import { SHIPPED_TEMPLATES } from "~/ui/admin/campaigns/mailTemplates";
import { mailBlocks } from "~/email/blockSchema";
import { useAppDatabase } from "../support/app-database";
import { makeShop, START, textBlock } from "../support/factories";

useAppDatabase();

const BODY = [textBlock("Hello")];

test("a template is kept by its name, replaced by the same name, and another shop's stays out of reach", async () => {
  const [shopId, other] = [await makeShop(), await makeShop()];
  await saveTemplate(shopId, { name: " Letter ", body: BODY }, "jo", START);
  await saveTemplate(shopId, { name: "Letter", body: [textBlock("Good day")] }, "jo", START);
  const [template, ...others] = await listTemplates(shopId);
  expect(others).toEqual([]);
  expect(template).toMatchObject({ name: "Letter", body: [textBlock("Good day")] });
  expect(await listTemplates(other)).toEqual([]);
  await expect(removeTemplate(other, template?.id ?? "", "jo", START)).rejects.toMatchObject({ code: "not_found" });
  await removeTemplate(shopId, template?.id ?? "", "jo", START);
  expect(await listTemplates(shopId)).toEqual([]);
});

test.each([
  ["no name", { name: " ", body: BODY }, ["templateName"]],
  ["a name too long", { name: "x".repeat(81), body: BODY }, ["templateName"]],
  ["blocks that are none", { name: "Letter", body: [{ type: "html" }] }, ["body"]],
])("a template with %s is refused", async (_, input, fields) => {
  await expect(saveTemplate(await makeShop(), input, "jo", START)).rejects.toMatchObject({
    code: "input_invalid",
    fields,
  });
});

test("a shop keeps thirty templates at most", async () => {
  const shopId = await makeShop();
  for (let n = 0; n < 30; n++) await saveTemplate(shopId, { name: `T${n}`, body: BODY }, "jo", START);
  await expect(saveTemplate(shopId, { name: "One more", body: BODY }, "jo", START)).rejects.toMatchObject({ code: "too_many_templates" }); // prettier-ignore
  await saveTemplate(shopId, { name: "T7", body: BODY }, "jo", START);
});

test("every shipped template can be stored", () => {
  for (const { body } of SHIPPED_TEMPLATES) expect(mailBlocks.parse(body)).toEqual(body);
});

test("the shop's look is in its mails, and what is no address or colour is refused", async () => {
  const shopId = await makeShop();
  await saveBrand(shopId, { logoUrl: "https://cdn.example/logo.png", brandColour: "#FFCC00" }, "jo", START);
  const body = [{ id: "b", type: "button", label: "Go", url: "https://shop.example", align: "left" }];
  const { html } = await previewMail(shopId, { subject: "S", preheader: "", purpose: "P", body }, null, START);
  expect(html).toContain('src="https://cdn.example/logo.png"');
  expect(html).toContain("#ffcc00");
  await expect(saveBrand(shopId, { logoUrl: "http://cdn.example/l.png", brandColour: "red" }, "jo", START)).rejects.toMatchObject({ code: "input_invalid", fields: ["logoUrl", "brandColour"] }); // prettier-ignore
});
