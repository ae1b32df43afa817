import { pool } from "~/db/client";
import { requestConsent, type ConsentAsk } from "~/services/consent/requestConsent";
import { confirmConsent } from "~/services/consent/confirmConsent";
import { sendSingleMail } from "~/services/delivery/sendSingle";
import { WORDING } from "./factories";
import { scriptedSendGrid, type ScriptedSendGrid } from "./scripted-sendgrid";

let orders = 5000;

/** Asks for consent at the checkout, as a shopper does, each from a connection of their own. Gives the number of the verification mail that it queued, if it queued one. */
export async function ask(
  shopId: number,
  email: string,
  at: Date,
  over: Partial<ConsentAsk> = {},
): Promise<string | undefined> {
  orders += 1;
  const before = await lastMail(shopId);
  await requestConsent(
    shopId,
    {
      email,
      surface: "checkout",
      wordingVersion: 1,
      wording: WORDING,
      locale: "en",
      orderId: String(orders),
      ip: `192.0.${(orders >> 8) & 255}.${orders & 255}`,
      userAgent: "Firefox/140",
      ...over,
    },
    at,
  );
  const last = await lastMail(shopId);
  return last === before ? undefined : last;
}

async function lastMail(shopId: number): Promise<string | undefined> {
  const { rows } = await pool().query<{ id: string }>(
    "SELECT id::text FROM single_mail WHERE shop_id = $1 AND kind = 'verification' ORDER BY single_mail.id DESC LIMIT 1",
    [shopId],
  );
  return rows[0]?.id;
}

/** The token of the link in the last verification mail that went out. */
export function tokenIn({ requests }: ScriptedSendGrid): string {
  const text = requests.at(-1)?.body.content[0]?.value ?? "";
  const token = /\/apps\/twostage\/confirm\?token=([\w-]+)/.exec(text)?.[1];
  if (!token) throw new Error("the mail holds no link");
  return token;
}

/** Asks, and takes the mail. Gives the token of its link. */
export async function askAndTakeMail(
  shopId: number,
  email: string,
  at: Date,
  over: Partial<ConsentAsk> = {},
): Promise<string> {
  const mailId = await ask(shopId, email, at, over);
  if (!mailId) throw new Error("no mail was queued");
  const sendGrid = scriptedSendGrid(at);
  await sendSingleMail(shopId, mailId, sendGrid);
  return tokenIn(sendGrid);
}

/** Goes through both stages. */
export async function giveConsent(shopId: number, email: string, at: Date): Promise<void> {
  const token = await askAndTakeMail(shopId, email, at);
  await confirmConsent(shopId, token, { ip: null, userAgent: null }, at);
}

/** The kinds of the events about an address that asked, oldest first. */
export async function eventsOf(shopId: number, email: string): Promise<string[]> {
  const { rows } = await pool().query<{ kind: string }>(
    `SELECT e.kind FROM consent_event e WHERE e.shop_id = $1
     AND e.consent_key IN (SELECT r.consent_key FROM consent_request r WHERE r.shop_id = $1 AND r.email = $2) ORDER BY e.id`,
    [shopId, email],
  );
  return rows.map(({ kind }) => kind);
}
