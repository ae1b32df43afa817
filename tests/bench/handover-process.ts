// One side of the hand-over benchmark, in a process of its own, so that its memory and processor time are its own. Prints what it took.
import { Agent, request } from "node:http";
import { MailService } from "@sendgrid/mail";
import { disconnect, pool } from "~/db/client";
import { stopQueue } from "~/db/queue";
import { createSendGrid } from "~/integrations/sendgrid/client";
import { MAX_PERSONALIZATIONS, type MailSendBody, type Personalization } from "~/integrations/sendgrid/mailSend";
import { LINK_TOKEN_LETTERS } from "~/lib/linkToken";
import { handOverCampaign, IN_FLIGHT } from "~/services/delivery/handOver";
import { START } from "../support/factories";

const [side = "", sink = "", mails = "0", shopId = "0", campaignId = "0"] = process.argv.slice(2);
const SIDES: Readonly<Record<string, () => Promise<void>>> = { ours, oneByOne, bare };

const cpu = process.cpuUsage();
const began = performance.now();
await SIDES[side]?.();
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(cpu);
const peakMb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ seconds, cpuMicros: user + system, peakMb }));
await stopQueue();
await disconnect();

/** The app's own hand-over, send ledger and all. */
async function ours(): Promise<void> {
  const sendgrid = createSendGrid({ apiKey: "SG.bench", baseUrl: sink });
  const deps = {
    send: (_shop: number, body: Buffer) => sendgrid.sendBatch(body),
    now: () => new Date(START.getTime() + performance.now()),
    appUrl: "https://app.twostage.test",
    stopping: false,
  };
  for (let left = 1; left > 0;) {
    // Nobody else is to be given a turn.
    await pool().query("DELETE FROM pgboss.job WHERE name = 'campaign-hand-over'");
    await handOverCampaign(Number(shopId), Number(campaignId), deps);
    const { rowCount } = await pool().query("SELECT 1 FROM campaign WHERE id = $1 AND state = 'sending'", [campaignId]);
    left = rowCount ?? 0;
  }
}

/** SendGrid's own helper, one call a recipient, as its documentation shows it. */
async function oneByOne(): Promise<void> {
  const mail = new MailService();
  mail.setApiKey("SG.bench");
  (mail as unknown as { client: { setDefaultRequest(name: string, value: string): void } }).client.setDefaultRequest(
    "baseUrl",
    `${sink}/`,
  );
  await inTurns(Number(mails), async (number) => {
    const { personalizations, ...body } = bodyOf(number, 1);
    const [personalization] = personalizations;
    await mail.send({
      to: personalization?.to ?? "",
      from: body.from,
      subject: body.subject,
      text: body.content[0]?.value ?? "",
      html: body.content[1]?.value ?? "",
      headers: personalization?.headers ?? {},
      customArgs: personalization?.custom_args ?? {},
    });
  });
}

/** The same bodies made into text and posted, and nothing else: no database, no decision, no links. */
async function bare(): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const post = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) };
      const sent = request(`${sink}/v3/mail/send`, { agent, method: "POST", headers }, (answer) => {
        answer.resume();
        answer.once("end", resolve);
      });
      sent.once("error", reject);
      sent.end(text);
    });
  await inTurns(Number(mails) / MAX_PERSONALIZATIONS, (batch) =>
    post(JSON.stringify(bodyOf(batch * MAX_PERSONALIZATIONS, MAX_PERSONALIZATIONS))),
  );
  agent.destroy();
}

async function inTurns(times: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      while (next < times) await work(next++);
    }),
  );
}

/** A body of the size that the app's have, in which each recipient has a token of their own. */
function bodyOf(first: number, count: number): MailSendBody {
  return {
    personalizations: Array.from({ length: count }, (_, index) => personalizationOf(first + index)),
    from: { email: "offers@beacon-spares.example", name: "Beacon Spares" },
    subject: "Pumps at a tenth off",
    content: [
      { type: "text/plain", value: "x".repeat(1500) },
      { type: "text/html", value: "x".repeat(6000) },
    ],
    tracking_settings: {
      click_tracking: { enable: false, enable_text: false },
      open_tracking: { enable: false },
      subscription_tracking: { enable: false },
    },
  };
}

function personalizationOf(number: number): Personalization {
  const token = String(number).padStart(LINK_TOKEN_LETTERS, "t");
  return {
    to: [{ email: `buyer@firm-${number}.example` }],
    headers: {
      "List-Unsubscribe": `<https://app.twostage.test/one-click/${token}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
    substitutions: {
      "%twostage_why%":
        "Your company has been our customer since 3 March 2026. We email companies that buy from us because of our legitimate interest in trading with them, until they tell us to stop.",
      "%twostage_token%": token,
    },
    custom_args: { twostage_recipient: `1-1-${number}` },
  };
}
