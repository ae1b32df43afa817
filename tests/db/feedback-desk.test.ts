import { beforeEach, describe, expect, it } from "vitest";
import { prisma } from "~/db/client";
import { OPT_OUT_KEY, WHY_KEY } from "~/email/substitutions";
import {
  acknowledgeCase,
  closeCase,
  excludeFromCase,
  noteOnCase,
  reopenCase,
  replyToCase,
  sortCase,
} from "~/services/feedback/actOnCase";
import { enterCase } from "~/services/feedback/enterCase";
import { countDesk, listCases } from "~/services/feedback/listCases";
import { readCase } from "~/services/feedback/readCase";
import { takeFile } from "~/services/feedback/takeFile";
import { takeMail } from "~/services/feedback/takeMail";
import { sendSingleMail } from "~/services/delivery/sendSingle";
import { useAppDatabase } from "../support/app-database";
import { after, emailOf, firms, importLines, makeShop, START } from "../support/factories";
import { INBOUND_DOMAIN, mail, useInbound } from "../support/inbound-steps";
import { jobs } from "../support/jobs";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
  await useInbound(shopId);
});

const doing = (seconds: number) => ({ actor: "Staff member 7", at: after(seconds) });
const write = async (text: string, from = emailOf(1), headers = {}) => {
  await takeMail(shopId, await mail({ from, text, headers, subject: "Fans" }), START);
  return (await prisma().feedbackCase.findFirstOrThrow({ where: { shopId }, orderBy: { id: "desc" } })).id;
};
const acts = async (id: number) => (await readCase(shopId, id)).events.map(({ act }) => act).reverse();
/** Does what the queue would with the newest single mail. */
const send = async (answer = scriptedSendGrid(after(60))) => {
  const mine = (await jobs("single-mail")).filter((job) => job.shopId === shopId).at(-1);
  await sendSingleMail(shopId, mine?.mailId ?? "", answer);
  return answer;
};

describe("an answer by staff", () => {
  it("goes to whoever wrote, as an answer to their mail, and comes back to the case", async () => {
    const id = await write("Do you sell fans?", emailOf(1), {
      "Message-ID": "<q@firm.example>",
      References: "<a@firm.example>",
    });
    await replyToCase(shopId, id, "Yes, we do.\n\nKind regards\nRhian", doing(30));
    const { requests } = await send();
    const [personalization] = requests[0]?.body.personalizations ?? [];
    expect(personalization).toMatchObject({
      to: [{ email: emailOf(1) }],
      headers: { "In-Reply-To": "<q@firm.example>", References: "<a@firm.example> <q@firm.example>" },
    });
    expect(requests[0]?.body.subject).toBe("Re: Fans");
    expect(requests[0]?.body.reply_to?.email).toMatch(
      new RegExp(`^c${id}-1-[0-9a-f]{24}@${INBOUND_DOMAIN.replaceAll(".", "\\.")}$`),
    );
    await takeMail(
      shopId,
      await mail({ from: emailOf(1), to: requests[0]?.body.reply_to?.email ?? "", text: "Thank you!" }),
      after(90),
    );
    const view = await readCase(shopId, id);
    expect(view.thread.map(({ direction, body }) => [direction, body])).toEqual([
      ["inbound", "Do you sell fans?"],
      ["outbound", "Yes, we do.\n\nKind regards\nRhian"],
      ["inbound", "Thank you!"],
    ]);
    expect(await acts(id)).toEqual(["received", "reply_queued", "reply_sent", "received_again"]);
  });

  it("is no marketing: neither its block, nor a link of ours, nor a tracker", async () => {
    const id = await write("Do you sell fans?");
    await replyToCase(shopId, id, "Yes, we do.", doing(30));
    const { requests } = await send();
    const body = requests[0]?.body;
    const whole = `${body?.content.map(({ value }) => value).join("\n")}\n${JSON.stringify(body?.headers ?? {})}${JSON.stringify(body?.personalizations)}`;
    for (const part of [
      "Marketing email from",
      "What this email is for",
      "optout",
      "one-click",
      "List-Unsubscribe",
      "/apps/twostage",
      WHY_KEY,
      OPT_OUT_KEY,
      "<img",
    ])
      expect(whole, part).not.toContain(part);
    expect(whole).toContain("Beacon Spares Ltd");
    expect(body?.tracking_settings).toEqual({
      click_tracking: { enable: false, enable_text: false },
      open_tracking: { enable: false },
      subscription_tracking: { enable: false },
    });
  });

  it("goes also to somebody who is excluded", async () => {
    const id = await write("Please stop emailing me, and tell me where you got my address.");
    expect((await readCase(shopId, id)).excluded).toBe(true);
    await replyToCase(shopId, id, "From your order in March. You are on no list any more.", doing(30));
    const { addressees, requests } = await send();
    expect(addressees()).toEqual([emailOf(1)]);
    // SendGrid itself knows them as unsubscribed, and lets this one mail through.
    expect(requests[0]?.body.mail_settings).toEqual({ bypass_unsubscribe_management: { enable: true } });
  });

  it("acknowledges the case and lets it wait, once SendGrid has taken it and not before", async () => {
    const id = await write("I want to complain about your emails.");
    await replyToCase(shopId, id, "We are looking into it.", doing(30));
    expect(await readCase(shopId, id)).toMatchObject({ state: "open", acknowledgedAt: null });
    await send();
    expect(await readCase(shopId, id)).toMatchObject({ state: "waiting", acknowledgedAt: after(60), dueAt: null });
  });

  it("is not sent twice, nor counted when SendGrid does not take it", async () => {
    const id = await write("Do you sell fans?");
    await replyToCase(shopId, id, "Yes.", doing(30));
    const silent = await send(scriptedSendGrid(after(60), () => ({ kind: "unknown", code: "ETIMEDOUT" })));
    await send(silent);
    expect(silent.requests).toHaveLength(1);
    expect(await readCase(shopId, id)).toMatchObject({
      state: "open",
      acknowledgedAt: null,
      thread: [{}, { mailState: "unknown" }],
    });
  });

  it("does not count for what came while it was on its way", async () => {
    const id = await write("Do you sell fans?");
    await replyToCase(shopId, id, "Yes.", doing(30));
    const slow = scriptedSendGrid(after(60), async (request) => {
      await takeMail(
        shopId,
        await mail({ from: emailOf(1), to: request.body.reply_to?.email ?? "", text: "And pumps?" }),
        after(61),
      );
      return { kind: "accepted", messageId: "m" };
    });
    await send(slow);
    expect(await readCase(shopId, id)).toMatchObject({ state: "open", acknowledgedAt: null });
  });

  it.each([
    ["empty", "  "],
    ["far too long", "x".repeat(5001)],
  ])("is refused when it is %s", async (_name, text) => {
    const id = await write("Do you sell fans?");
    await expect(replyToCase(shopId, id, text, doing(30))).rejects.toMatchObject({
      code: "input_invalid",
      fields: ["body"],
    });
    expect(await prisma().singleMail.count({ where: { shopId } })).toBe(0);
  });
});

describe("a case", () => {
  it("is closed with an outcome and can be opened again, and keeps who did what", async () => {
    const id = await write("I want to complain about your emails.");
    await noteOnCase(shopId, id, "Rang her, no answer", doing(10));
    await acknowledgeCase(shopId, id, doing(20));
    await sortCase(shopId, id, { kind: "question", theme: "frequency", assignedTo: "Rhian" }, doing(30));
    await closeCase(shopId, id, "put_right", doing(40));
    expect(await readCase(shopId, id)).toMatchObject({
      state: "closed",
      outcome: "put_right",
      closedAt: after(40),
      dueAt: null,
      theme: "frequency",
      assignedTo: "Rhian",
    });
    await reopenCase(shopId, id, doing(50));
    const view = await readCase(shopId, id);
    expect(view).toMatchObject({ state: "open", outcome: null, closedAt: null });
    expect(await acts(id)).toEqual([
      "received",
      "noted",
      "acknowledged",
      "kind_changed",
      "theme_changed",
      "assigned",
      "closed",
      "reopened",
    ]);
    expect(view.events.find(({ act }) => act === "closed")).toMatchObject({
      actor: "Staff member 7",
      at: after(40),
      detail: { outcome: "put_right" },
    });
  });

  it("has evidence that nobody can change", async () => {
    await write("Do you sell fans?");
    await expect(
      prisma().feedbackEvent.updateMany({ where: { shopId }, data: { actor: "somebody else" } }),
    ).rejects.toThrow(/append-only|permission denied/);
    await expect(prisma().feedbackEvent.deleteMany({ where: { shopId } })).rejects.toThrow(
      /append-only|permission denied/,
    );
  });

  it("excludes its sender with one click, with the case as the reason", async () => {
    const id = await write("I object to direct marketing by telephone.");
    await excludeFromCase(shopId, id, doing(10));
    expect(await readCase(shopId, id)).toMatchObject({ excluded: true });
    expect(await prisma().exclusion.findFirst({ where: { shopId } })).toMatchObject({
      source: "staff",
      actor: "Staff member 7",
      note: `Feedback case ${id}`,
    });
  });

  it.each([
    ["an outcome that is none", (id: number) => closeCase(shopId, id, "whatever", doing(1)), "input_invalid"],
    [
      "a kind that is none",
      (id: number) => sortCase(shopId, id, { kind: "x", theme: "", assignedTo: "" }, doing(1)),
      "input_invalid",
    ],
    [
      "a theme that is none",
      (id: number) => sortCase(shopId, id, { kind: "praise", theme: "x", assignedTo: "" }, doing(1)),
      "input_invalid",
    ],
    ["opening what is open", (id: number) => reopenCase(shopId, id, doing(1)), "wrong_state"],
    ["an unknown case", () => noteOnCase(shopId, 999_999, "x", doing(1)), "not_found"],
    ["an absurd number", () => noteOnCase(shopId, 1e12, "x", doing(1)), "not_found"],
  ])("refuses %s", async (_name, act, code) => {
    const id = await write("Do you sell fans?");
    await expect(act(id)).rejects.toMatchObject({ code });
  });

  it("is not seen from another shop, nor done anything to", async () => {
    const id = await write("Do you sell fans?");
    const other = await makeShop();
    await expect(readCase(other, id)).rejects.toMatchObject({ code: "not_found" });
    for (const act of [
      () => replyToCase(other, id, "x", doing(1)),
      () => closeCase(other, id, "answered", doing(1)),
      () => excludeFromCase(other, id, doing(1)),
      () => takeFile(other, id, "1", doing(1)),
    ])
      await expect(act()).rejects.toMatchObject({ code: "not_found" });
    expect((await listCases(other, {}, { at: START })).rows).toEqual([]);
  });

  it("that staff entered may have no address: then it is answered elsewhere", async () => {
    const id = await enterCase(
      shopId,
      { kind: "complaint", name: "Mrs Owen", email: "", message: "Rang: too many emails" },
      doing(1),
    );
    expect(await readCase(shopId, id)).toMatchObject({
      channel: "staff",
      name: "Mrs Owen",
      email: null,
      thread: [{ actor: "Staff member 7" }],
    });
    await expect(replyToCase(shopId, id, "Hello", doing(2))).rejects.toMatchObject({ code: "address_invalid" });
    await expect(excludeFromCase(shopId, id, doing(2))).rejects.toMatchObject({ code: "address_invalid" });
    await expect(
      enterCase(shopId, { kind: "x", name: "", email: "nonsense", message: " " }, doing(3)),
    ).rejects.toMatchObject({ fields: ["kind", "email", "message"] });
  });

  it("knows the contact it is from", async () => {
    await importLines(shopId, firms(1));
    const { contactId } = await readCase(shopId, await write("Do you sell fans?"));
    expect(contactId).toBe(String((await prisma().contact.findFirstOrThrow({ where: { shopId } })).id));
  });
});

describe("the files of a case", () => {
  it("are given to staff as they came, and who took one is noted", async () => {
    await takeMail(
      shopId,
      await mail({
        from: emailOf(1),
        files: [{ name: "plate.jpg", type: "image/jpeg", content: Buffer.from("JPEG") }],
      }),
      START,
    );
    const { id } = await prisma().feedbackCase.findFirstOrThrow({ where: { shopId } });
    const [file] = (await readCase(shopId, id)).thread[0]?.files ?? [];
    expect(file).toMatchObject({ name: "plate.jpg", kept: true, bytes: 4 });
    expect((await takeFile(shopId, id, file?.id ?? "", doing(5))).content.toString()).toBe("JPEG");
    expect(await acts(id)).toEqual(["received", "file_taken"]);
    await expect(takeFile(shopId, id + 1, file?.id ?? "", doing(5))).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("the desk", () => {
  it("lists what is due first, then what is not due any more, page by page, each once", async () => {
    const made = [];
    for (let n = 0; n < 120; n += 1) {
      const at = new Date(START.getTime() + (n % 7) * 86_400_000);
      made.push(
        await enterCase(
          shopId,
          { kind: n % 2 ? "complaint" : "question", name: "", email: "", message: `m${n}` },
          { actor: "jo", at },
        ),
      );
    }
    for (const id of made.slice(0, 20)) await closeCase(shopId, id, "answered", doing(1));
    const seen: { id: number; due: number }[] = [];
    for (let next: string | null = ""; next !== null;) {
      const page = await listCases(shopId, {}, { after: next, at: START });
      seen.push(...page.rows.map(({ id, dueAt }) => ({ id, due: dueAt?.getTime() ?? Infinity })));
      next = page.next;
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(120);
    expect(seen).toHaveLength(120);
    expect(seen.map(({ due }) => due)).toEqual(seen.map(({ due }) => due).sort((a, b) => a - b));
  });

  it("filters by state, kind, theme, campaign and what is overdue, and Home counts the same", async () => {
    const late = await write("I want to complain about your emails.");
    const soon = await enterCase(
      shopId,
      { kind: "question", name: "", email: "", message: "?" },
      { actor: "jo", at: new Date("2026-03-09T10:00:00Z") },
    );
    await sortCase(shopId, soon, { kind: "question", theme: "content", assignedTo: "" }, doing(1));
    const at = new Date("2026-03-06T10:00:00Z");
    const ids = async (filters: Parameters<typeof listCases>[1]) =>
      (await listCases(shopId, filters, { at })).rows.map(({ id }) => id);
    expect(await ids({ overdue: true })).toEqual([late]);
    expect(await ids({ kind: "question" })).toEqual([soon]);
    expect(await ids({ theme: "content" })).toEqual([soon]);
    expect(await ids({ state: "closed" })).toEqual([]);
    expect(await ids({ campaign: 4711 })).toEqual([]);
    expect(await countDesk(shopId, at)).toEqual({ open: 2, overdue: 1, since: new Date("2026-03-04T23:59:59Z") });
  });
});
