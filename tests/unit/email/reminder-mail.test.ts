import { describe, expect, it } from "vitest";
import { renderReminderMail } from "~/email/reminderMail";

const NONE = { overdue: 0, soon: 0 };
const DESK = "https://shop.example/admin/apps/key/app/feedback";
const REQUESTS = "https://shop.example/admin/apps/key/app/privacy";
const remind = (feedback: typeof NONE, privacy: typeof NONE, tradingName = "Boiler Part Finder") =>
  renderReminderMail({ tradingName, feedback: { ...feedback, url: DESK }, privacy: { ...privacy, url: REQUESTS } });

describe("the reminder to the merchant", () => {
  it("says how many wait, and where", () => {
    const { subject, text } = remind({ overdue: 1, soon: 2 }, { overdue: 0, soon: 1 });
    expect(subject).toBe("Boiler Part Finder: people are waiting for your answer");
    expect(text).toBe(`1 message about your emails is overdue. 2 messages about your emails must be answered soon.
Open the feedback desk: ${DESK}

1 request about somebody’s data must be answered soon.
Open the requests: ${REQUESTS}

-- 
Twostage writes to this address, the contact address in its settings, when something new falls due. It names nobody.
`);
  });

  it("leaves out where nothing waits", () => {
    const { html, text } = remind(NONE, { overdue: 2, soon: 0 });
    for (const part of [html, text]) {
      expect(part).toContain("2 requests about somebody’s data are overdue.");
      expect(part).not.toContain(DESK);
    }
  });

  it("escapes the merchant's name and holds no picture and no key of a campaign", () => {
    const { subject, html } = remind({ overdue: 1, soon: 0 }, NONE, "A <b>\r\nBcc: x");
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toMatch(/<b>|<img|%twostage_/);
  });
});
