import { beforeEach, describe, expect, it } from "vitest";
import { prisma } from "~/db/client";
import { readContact } from "~/services/customers/readContact";
import { takeMail } from "~/services/feedback/takeMail";
import { useAppDatabase } from "../support/app-database";
import { emailOf, firms, importLines, makeShop, START } from "../support/factories";
import { mail, useInbound } from "../support/inbound-steps";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
  await useInbound(shopId);
  await importLines(shopId, firms(2));
});

const write = async (from: string, subject: string) => {
  await takeMail(shopId, await mail({ from, text: "Do you sell fans?", subject }), START);
};
const contactOf = async (number: number) =>
  String((await prisma().contact.findFirstOrThrow({ where: { shopId, email: emailOf(number) } })).id);
const feedbackOf = async (number: number, feedbackBefore?: string) =>
  (await readContact(shopId, await contactOf(number), START, { feedbackBefore })).feedback;

describe("the feedback on a contact's page", () => {
  it("is what came from their mailbox in whatever spelling, the newest first, and nobody else's", async () => {
    await write(emailOf(1), "First");
    await write(emailOf(2), "Another's");
    await write(emailOf(1).replace("@", "+shop@").toUpperCase(), "Second");
    const { cases, older } = await feedbackOf(1);
    expect(cases.map(({ subject, kind, state }) => [subject, kind, state])).toEqual([
      ["Second", "question", "open"],
      ["First", "question", "open"],
    ]);
    expect(older).toBeNull();
  });

  it("is also what came by the link of a mail to them without another address", async () => {
    const contactId = BigInt(await contactOf(1));
    const campaign = await prisma().campaign.create({ data: { shopId, name: "Spring", createdBy: "owner" } });
    await prisma().recipient.createMany({
      data: [
        { shopId, campaignId: campaign.id, seq: 1, contactId, email: emailOf(1), relation: "customer", policyVersion: 1 },
        { shopId, campaignId: campaign.id, seq: 2, contactId: contactId + 1n, email: emailOf(2), relation: "customer", policyVersion: 1 },
      ],
    }); // prettier-ignore
    const note = {
      shopId,
      kind: "praise",
      channel: "opt_out_note",
      receivedAt: START,
      campaignId: campaign.id,
    } as const;
    await prisma().feedbackCase.createMany({
      data: [
        { ...note, recipientSeq: 1, subject: "Mine" },
        { ...note, recipientSeq: 2, subject: "Another's" },
        { ...note, recipientSeq: 1, subject: "Sent on to somebody", exclusionKey: new Uint8Array([1]) },
      ],
    });
    expect((await feedbackOf(1)).cases.map(({ subject }) => subject)).toEqual(["Mine"]);
  });

  it("comes by pages, and is another shop's to nobody", async () => {
    for (let n = 1; n <= 12; n++) await write(emailOf(1), `No. ${n}`);
    const other = await makeShop();
    await useInbound(other);
    const first = await feedbackOf(1);
    const second = await feedbackOf(1, first.older ?? "");
    expect([...first.cases, ...second.cases].map(({ subject }) => subject)).toEqual(
      Array.from({ length: 12 }, (_, n) => `No. ${12 - n}`),
    );
    expect([first.cases.length, second.older]).toEqual([10, null]);
    await importLines(other, firms(1));
    const theirs = await prisma().contact.findFirstOrThrow({ where: { shopId: other, email: emailOf(1) } });
    expect((await readContact(other, String(theirs.id), START)).feedback.cases).toEqual([]);
  });
});
