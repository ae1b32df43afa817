import type { PauseReason, ScheduleFailure } from "~/policy/campaignStates";

const PAUSE_REASON_WORDS: Readonly<Record<PauseReason, string>> = {
  staff: "It was paused by a member of staff.",
  sendgrid_refuses:
    "It paused itself because SendGrid refused several batches one after the other. Nothing of those was sent. Look at your SendGrid account, then resume; what was refused can be sent again.",
  sendgrid_unclear:
    "It paused itself because SendGrid gave no clear answer to several batches one after the other. Wait until SendGrid works again, then resume.",
  request_not_written:
    "It paused itself because the app could not put its emails together. None of those was sent. Resume it; if it pauses again, tell whoever runs the app for you.",
  spam_alarm:
    "It paused itself because too many of those who got it reported it as spam. Read its report, and think about who should get it and why, before you resume: it is then watched anew from there.",
  bounce_alarm:
    "It paused itself because too many emails came back. Read its report, which names the kinds and domains, and look at where these addresses come from, before you resume: it is then watched anew from there.",
  app_removed: "It was paused when the app was removed from the store. Resume it if it should go on.",
  exclusions_returning:
    "It paused itself because who opted out in Shopify or at SendGrid has to be read first. Resume it when Home says that exclusions have returned.",
  sendgrid_key_refused:
    "It paused itself because SendGrid refused the key. Enter a valid key in Settings, then resume.",
  sendgrid_forbidden:
    "It paused itself because SendGrid would not send for this account or sender. Look at your SendGrid account, then resume.",
};

const SCHEDULE_FAILURE_WORDS: Readonly<Record<ScheduleFailure, string>> = {
  campaign_incomplete: "Something was missing in it.",
  set_up_incomplete: "The store was not set up to send.",
  preflight_failed: "Something was found that keeps it from going out: see “Before it goes out”.",
  approval_missing: "A second person had not approved it.",
  app_removed: "The app was removed from the store.",
};

/** Why a scheduled campaign did not start, as a sentence. */
export function scheduleFailureWords(reason: string): string {
  return reason in SCHEDULE_FAILURE_WORDS ? SCHEDULE_FAILURE_WORDS[reason as ScheduleFailure] : "";
}

/** Why a campaign is paused, as a sentence. */
export function pauseReasonWords(reason: string | null): string {
  return isPauseReason(reason) ? PAUSE_REASON_WORDS[reason] : "It is paused.";
}

const REPORT = { content: "Read the report", page: "report" } as const;
const SENDER = { content: "Go to Settings", page: "/app/settings#sender" } as const;
const PAUSE_PLACES: Readonly<Partial<Record<PauseReason, { readonly content: string; readonly page: string }>>> = {
  spam_alarm: REPORT,
  bounce_alarm: REPORT,
  sendgrid_key_refused: SENDER,
  sendgrid_forbidden: SENDER,
  sendgrid_refuses: SENDER,
  sendgrid_unclear: SENDER,
  exclusions_returning: { content: "Go to Home", page: "/app" },
};

/** Where to look before a paused campaign is resumed; nothing when it need only be resumed. */
export function pauseReasonPlace(
  reason: string | null,
  campaignId: number,
): { readonly content: string; readonly url: string } | undefined {
  const place = isPauseReason(reason) ? PAUSE_PLACES[reason] : undefined;
  return (
    place && {
      content: place.content,
      url: place.page === REPORT.page ? `/app/campaigns/${campaignId}/report` : place.page,
    }
  );
}

const isPauseReason = (reason: string | null): reason is PauseReason => reason !== null && reason in PAUSE_REASON_WORDS;
