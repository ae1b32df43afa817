import { type EventName } from "./events";
import { type MessageState, type Outcome } from "./types";
import { type SuppressionList } from "./suppressions";

interface Step {
  event: EventName;
  details?: Record<string, string>;
}

interface Course {
  state: MessageState;
  steps: Step[];
  suppress?: { list: SuppressionList; reason?: string; status?: string };
}

const PROCESSED: Step = { event: "processed" };
const DELIVERED: Step = { event: "delivered", details: { response: "250 2.0.0 OK", ip: "192.0.2.10", tls: "1" } };
const NO_USER = "550 5.1.1 The email account that you tried to reach does not exist.";
const BLOCKED = "550 5.7.1 Message rejected because of policy of the receiving server.";

/** What happens to a message, as events in order, and the list that its address goes to. */
export const COURSES: Record<Outcome, Course> = {
  delivered: { state: "delivered", steps: [PROCESSED, DELIVERED] },
  deferred: {
    state: "delivered",
    steps: [
      PROCESSED,
      { event: "deferred", details: { response: "451 4.7.1 Try again later", attempt: "1" } },
      DELIVERED,
    ],
  },
  bounce: {
    state: "bounced",
    steps: [
      PROCESSED,
      {
        event: "bounce",
        details: { type: "bounce", status: "5.1.1", reason: NO_USER, bounce_classification: "Invalid Address" },
      },
    ],
    suppress: { list: "bounces", reason: NO_USER, status: "5.1.1" },
  },
  blocked: {
    state: "blocked",
    steps: [
      PROCESSED,
      {
        event: "bounce",
        details: { type: "blocked", status: "5.7.1", reason: BLOCKED, bounce_classification: "Reputation" },
      },
    ],
    suppress: { list: "blocks", reason: BLOCKED, status: "5.7.1" },
  },
  dropped: { state: "dropped", steps: [{ event: "dropped", details: { reason: "Invalid" } }] },
  spamreport: {
    state: "delivered",
    steps: [PROCESSED, DELIVERED, { event: "spamreport" }],
    suppress: { list: "spam_reports" },
  },
  unsubscribe: {
    state: "delivered",
    steps: [PROCESSED, DELIVERED, { event: "unsubscribe" }],
    suppress: { list: "unsubscribes" },
  },
  lost: { state: "lost", steps: [] },
};

const BY_PREFIX: Record<string, Outcome> = {
  bounce: "bounce",
  blocked: "blocked",
  drop: "dropped",
  deferred: "deferred",
  spam: "spamreport",
  unsubscribe: "unsubscribe",
  lost: "lost",
};

/** The demo's way to choose an outcome: by the local part (`bounce+anything@...`, `spam@...`); others are delivered. */
export function outcomeByLocalPart(email: string): Outcome {
  const prefix = email.slice(0, email.indexOf("@")).split("+")[0]?.toLowerCase() ?? "";
  return Object.hasOwn(BY_PREFIX, prefix) ? (BY_PREFIX[prefix] ?? "delivered") : "delivered";
}
