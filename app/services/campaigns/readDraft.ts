import type { Campaign } from "@prisma/client";
import type { SetUpState } from "~/policy/facts";
import type { ShopState } from "~/services/shops/setUp";
import { audienceCriteria } from "./audience";
import { contentOf } from "./mailOf";
import { previewAudience, type AudiencePreview } from "./previewAudience";
import { previewAs, type MailPreview } from "./previewMail";
import { listStaffAddresses, type StaffAddress } from "./staffAddresses";

/** All that staff must see of a draft before they send it. */
export interface DraftPreview {
  readonly audience: AudiencePreview;
  /** The mail as one recipient would get it; the reason is an example, and the opt-out link leads nowhere. */
  readonly mail: MailPreview;
  readonly setUp: SetUpState;
  /** Where tests may go, and what still waits for its holder. */
  readonly staffAddresses: readonly StaffAddress[];
}

/** Without an audience the draft is for nobody. */
const NOBODY: AudiencePreview = { selected: 0, eligible: 0, byBasis: [], byReason: [] };

/** Shows a draft as it would go out now, to whom (P5, P8). Nothing is stored and nothing is sent. */
export async function readDraft(campaign: Campaign, state: ShopState, at: Date): Promise<DraftPreview> {
  const { shopId } = campaign;
  const [audience, addresses] = await Promise.all([
    campaign.audienceId === null
      ? NOBODY
      : previewAudience(shopId, audienceCriteria.parse(campaign.audienceCriteria), at),
    listStaffAddresses(shopId, at),
  ]);
  const basis = [...audience.byBasis].sort((a, b) => b.contacts - a.contacts)[0]?.basis ?? "consent";
  return {
    audience,
    mail: await previewAs(state, contentOf(campaign), null, basis),
    setUp: state.facts.setUp,
    staffAddresses: addresses,
  };
}
