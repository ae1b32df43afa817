import { listUnsubscribeHeaders } from "~/email/listUnsubscribe";
import { mergeSubstitutions } from "~/email/mergeKeys";
import { DATA_KEY, FEEDBACK_KEY, OPT_OUT_KEY, TOKEN_KEY, WHY_KEY } from "~/email/substitutions";
import { whyThisMail } from "~/email/whyThisMail";
import { TRACKING_OFF, type MailSendBody } from "~/integrations/sendgrid/mailSend";
import { makeLinkToken } from "~/lib/linkToken";
import { tagOfToken } from "~/lib/mailTag";
import type { Named } from "~/policy/mergeFields";
import type { CampaignMail } from "~/services/delivery/campaignRequest";
import type { SendableRecipient } from "~/services/delivery/decideEach";

/** A campaign's request as a plain tree, each recipient's part made for itself: what the text that delivery writes must parse to. */
export function plainRequest(
  { shopId, campaignId, content, state, key, appUrl, keptMonths }: CampaignMail,
  recipients: readonly SendableRecipient[],
  names: ReadonlyMap<number, Named>,
): MailSendBody {
  const { shop, settings } = state;
  const { merge = [] } = content;
  const proxy = `${shop.storefrontUrl}/apps/twostage`;
  const withLinks = (part: string) =>
    part
      .replaceAll(OPT_OUT_KEY, `${proxy}/optout?token=${TOKEN_KEY}`)
      .replaceAll(DATA_KEY, `${proxy}/data?token=${TOKEN_KEY}`)
      .replaceAll(FEEDBACK_KEY, `${proxy}/feedback?token=${TOKEN_KEY}`);
  const inbound = settings?.inboundSeenAt ? settings.inboundDomain : "";
  const replyTo = inbound
    ? `${tagOfToken("answer", makeLinkToken({ shopId, campaignId, recipientSeq: 0 }, key))}@${inbound}`
    : settings?.replyTo;
  return {
    personalizations: recipients.map(({ seq, email, basis, relation, since, notice }) => {
      const token = makeLinkToken({ shopId, campaignId, recipientSeq: seq }, key);
      return {
        to: [{ email }],
        headers: listUnsubscribeHeaders(
          `${appUrl}/one-click/${token}`,
          inbound ? `${tagOfToken("stop", token)}@${inbound}` : undefined,
        ),
        substitutions: {
          [WHY_KEY]: whyThisMail({
            basis,
            relation,
            since: since === null ? null : new Date(since * 1000),
            timezone: shop.timezone,
            notice: notice && { ...notice, keptMonths },
          }),
          [TOKEN_KEY]: token,
          ...mergeSubstitutions(merge, names.get(seq) ?? { name: "", company: "" }),
        },
        custom_args: { twostage_recipient: `${shopId}-${campaignId}-${seq}` },
      };
    }),
    from: { email: settings?.fromEmail ?? "", name: settings?.fromName ?? "" },
    ...(replyTo ? { reply_to: { email: replyTo } } : {}),
    subject: content.subject,
    content: [
      { type: "text/plain", value: withLinks(content.text) },
      { type: "text/html", value: withLinks(content.html) },
    ],
    tracking_settings: TRACKING_OFF,
  };
}
