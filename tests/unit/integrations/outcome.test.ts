import { describe, expect, it } from "vitest";
import { type Answer, readOutcome } from "~/integrations/sendgrid/outcome";
import type { SendOutcome } from "~/integrations/sendgrid/mailSend";

const NOW = new Date("2026-11-22T12:00:00Z");
const inSeconds = (seconds: number) => String(NOW.getTime() / 1000 + seconds);
const refused = (code: string, refusedPositions: number[] = [], account = false): SendOutcome => ({
  kind: "refused",
  code,
  account,
  refusedPositions,
});
const later = (code: string, afterSeconds: number): SendOutcome => ({ kind: "retry_later", code, afterSeconds });
const unknown = (code: string): SendOutcome => ({ kind: "unknown", code });
const errors = (...fields: unknown[]) => ({ errors: fields.map((field) => ({ message: "no", field })) });

describe("the outcome of a request to SendGrid", () => {
  it.each<[ending: string, answer: Answer, outcome: SendOutcome]>([
    ["202 is accepted", { status: 202, headers: { "x-message-id": "abc" } }, { kind: "accepted", messageId: "abc" }],
    ["202 without an id is unknown", { status: 202, headers: {} }, unknown("202_without_id")],
    ["202 with an empty id is unknown", { status: 202, headers: { "x-message-id": "" } }, unknown("202_without_id")],
    ["202 without headers is unknown", { status: 202 }, unknown("202_without_id")],
    ["200, which SendGrid never says, is unknown", { status: 200, headers: { "x-message-id": "abc" } }, unknown("200")],
    ["a redirect is unknown", { status: 302 }, unknown("302")],
    [
      "400 for one address names its place",
      { status: 400, body: errors("personalizations.3.to.0.email") },
      refused("400", [3]),
    ],
    [
      "400 for several addresses names each place once",
      {
        status: 400,
        body: errors("personalizations.12.to.0.email", "personalizations.0.to", "personalizations.12.to.0.name"),
      },
      refused("400", [12, 0]),
    ],
    [
      "400 for an address and the sender is about the whole",
      { status: 400, body: errors("personalizations.3.to.0.email", "from.email") },
      refused("400"),
    ],
    [
      "400 for a personalization but not its address is about the whole",
      { status: 400, body: errors("personalizations.3.headers") },
      refused("400"),
    ],
    [
      "400 for something with a similar name is about the whole",
      { status: 400, body: errors("personalizations.3.total", "xpersonalizations.3.to") },
      refused("400"),
    ],
    ["400 with a field that is null is about the whole", { status: 400, body: errors(null) }, refused("400")],
    [
      "400 without errors is not SendGrid's refusal, and unknown",
      { status: 400, body: { errors: [] } },
      unknown("400_not_sendgrids"),
    ],
    [
      "400 with errors of another shape is not SendGrid's refusal, and unknown",
      { status: 400, body: { errors: "no" } },
      unknown("400_not_sendgrids"),
    ],
    ["400 without a body is not SendGrid's refusal, and unknown", { status: 400 }, unknown("400_not_sendgrids")],
    [
      "400 with a text for a body is not SendGrid's refusal, and unknown",
      { status: 400, body: "Bad Request" },
      unknown("400_not_sendgrids"),
    ],
    ["401 is the account's fault", { status: 401, body: errors(null) }, refused("401", [], true)],
    ["403 is the account's fault", { status: 403, body: errors("from") }, refused("403", [], true)],
    ["404 is refused", { status: 404, body: errors(null) }, refused("404")],
    ["404 of a gateway is unknown", { status: 404, body: "<html>" }, unknown("404_not_sendgrids")],
    ["403 of a gateway is unknown", { status: 403, body: "<html>" }, unknown("403_not_sendgrids")],
    [
      "503 waits until the date of Retry-After",
      { status: 503, headers: { "retry-after": "Sun, 22 Nov 2026 12:01:30 GMT" } },
      later("503", 90),
    ],
    ["413 is refused", { status: 413, body: errors(null) }, refused("413")],
    ["429 without a time waits a little", { status: 429 }, later("429", 5)],
    ["429 waits as Retry-After says", { status: 429, headers: { "retry-after": "17" } }, later("429", 17)],
    [
      "429 waits until X-RateLimit-Reset",
      { status: 429, headers: { "x-ratelimit-reset": inSeconds(42) } },
      later("429", 42),
    ],
    [
      "429 prefers Retry-After",
      { status: 429, headers: { "retry-after": "3", "x-ratelimit-reset": inSeconds(42) } },
      later("429", 3),
    ],
    [
      "429 with a reset in the past waits a second",
      { status: 429, headers: { "x-ratelimit-reset": inSeconds(-90) } },
      later("429", 1),
    ],
    [
      "429 with part of a second waits a whole one",
      { status: 429, headers: { "x-ratelimit-reset": inSeconds(0.2) } },
      later("429", 1),
    ],
    ["429 never waits longer than a day", { status: 429, headers: { "retry-after": "86400" } }, later("429", 86_400)],
    [
      "429 with nonsense waits a little",
      { status: 429, headers: { "retry-after": "soon", "x-ratelimit-reset": "later" } },
      later("429", 5),
    ],
    ["503 may be tried again", { status: 503 }, later("503", 5)],
    ["503 waits as Retry-After says", { status: 503, headers: { "retry-after": "30" } }, later("503", 30)],
    ["500 is unknown", { status: 500, body: errors(null) }, unknown("500")],
    ["502 is unknown", { status: 502 }, unknown("502")],
    ["504 is unknown", { status: 504 }, unknown("504")],
    ["a connection refused may be tried again", { networkCode: "ECONNREFUSED" }, later("ECONNREFUSED", 5)],
    ["a name not found may be tried again", { networkCode: "ENOTFOUND" }, later("ENOTFOUND", 5)],
    ["a name server away may be tried again", { networkCode: "EAI_AGAIN" }, later("EAI_AGAIN", 5)],
    ["a connection cut is unknown", { networkCode: "ECONNRESET" }, unknown("ECONNRESET")],
    ["a broken pipe is unknown", { networkCode: "EPIPE" }, unknown("EPIPE")],
    ["the client's time-out is unknown", { networkCode: "ECONNABORTED" }, unknown("ECONNABORTED")],
    ["the network's time-out is unknown", { networkCode: "ETIMEDOUT" }, unknown("ETIMEDOUT")],
    ["no word at all is unknown", {}, unknown("network")],
  ])("%s", (_ending, answer, outcome) => {
    expect(readOutcome(answer, NOW)).toEqual(outcome);
  });

  it("lets nothing be sent again that may have been taken: only 429, 503 and what never left", () => {
    for (let status = 100; status < 600; status++) {
      const { kind } = readOutcome({ status }, NOW);
      expect(kind === "retry_later", String(status)).toBe(status === 429 || status === 503);
      expect(kind, String(status)).not.toBe("accepted");
    }
  });
});
