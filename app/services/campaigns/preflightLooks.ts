import type { SenderDomain } from "~/integrations/sendgrid/senderDomain";
import type { Dmarc } from "~/integrations/web/dmarc";
import type { Reach } from "~/integrations/web/reach";

/** What a preflight asks of the world outside, so that tests can answer. */
export interface Looks {
  reach(url: string): Promise<Reach>;
  senderDomain(shopId: number): Promise<SenderDomain>;
  dmarc(domain: string): Promise<Dmarc>;
}
