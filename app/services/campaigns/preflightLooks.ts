import type { SenderDomain } from "~/integrations/sendgrid/senderDomain";
import type { Dmarc } from "~/integrations/web/dmarc";
import type { Reach } from "~/integrations/web/reach";

/** What a preflight asks of the world outside, so that tests can answer. */
export interface Looks {
  reach(url: string): Promise<Reach>;
  /** Whether the store asks for a password before it shows this page of its own. */
  isClosedStore(url: string): Promise<boolean>;
  senderDomain(shopId: number): Promise<SenderDomain>;
  dmarc(domain: string): Promise<Dmarc>;
}
