import { answerDueOn } from "~/policy/privacyDeadline";
import type { PrivacyWay } from "~/policy/privacyRequests";

/** The moment by which a request must have been answered: at the time of day at which it came, in UTC. */
export function answerDueAt(receivedAt: Date, way: PrivacyWay): Date {
  const received = {
    year: receivedAt.getUTCFullYear(),
    month: receivedAt.getUTCMonth() + 1,
    day: receivedAt.getUTCDate(),
  };
  const { year, month, day } = answerDueOn(received, way === "shopify");
  const due = new Date(receivedAt);
  due.setUTCFullYear(year, month - 1, day);
  return due;
}
