import { prisma } from "~/db/client";
import { makeLinkToken } from "~/lib/linkToken";
import { makeCaseTag } from "~/lib/mailTag";
import { noteOnCase, replyToCase } from "~/services/feedback/actOnCase";
import { takeMail } from "~/services/feedback/takeMail";
import { takeNote } from "~/services/feedback/takeNote";
import { currentLinkKey } from "~/services/shops/keys";
import { after } from "./factories";
import { INBOUND_DOMAIN, mail, useInbound } from "./inbound-steps";

/** The marked person writes by mail, with a file, is answered, and says why they opted out; and writes about somebody else's case, too. */
export async function writeToDesk(
  shopId: number,
  address: string,
  from: { readonly campaignId: number; readonly seq: number },
): Promise<void> {
  await useInbound(shopId);
  const sent = await mail({
    from: address,
    fromName: "Zqx Jo Name",
    subject: "Zqx asks about fans",
    text: "Zqx here. Do you sell fans?\n\nOn Monday Beacon wrote:\n> Dear Zqx, pumps at a tenth off",
    headers: { "Message-ID": "<zqx-2@zqxfirm.example>", References: "<zqx-1@zqxfirm.example>" },
    files: [{ name: "zqx.txt", type: "text/plain", content: Buffer.from("zqx file") }],
  });
  await takeMail(shopId, sent, after(8));
  const { id } = await prisma().feedbackCase.findFirstOrThrow({ where: { shopId } });
  await replyToCase(shopId, id, "Dear Zqx, we do.", { actor: "jo", at: after(9) });
  await noteOnCase(shopId, id, "Zqx rang as well", { actor: "jo", at: after(9) });
  const key = await currentLinkKey();
  const token = makeLinkToken({ shopId, campaignId: from.campaignId, recipientSeq: from.seq }, key);
  await takeNote(shopId, token, { reason: "too_many", note: "Zqx has had enough" }, after(9));
  await takeMail(shopId, await mail({ from: "else@somebody.example", text: "Do you deliver?" }), after(9));
  const others = await prisma().feedbackCase.findFirstOrThrow({ where: { shopId, email: "else@somebody.example" } });
  const to = `${makeCaseTag(shopId, others.id, key)}@${INBOUND_DOMAIN}`;
  await takeMail(shopId, await mail({ from: address, to, text: "Zqx for my friend" }), after(9));
}
