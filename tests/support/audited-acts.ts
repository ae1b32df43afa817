import { pool, prisma } from "~/db/client";
import type { AuditAct } from "~/policy/auditActs";
import { createAudience, removeAudience, restoreAudience, saveAudience } from "~/services/audiences/saveAudience";
import { saveFrequencyCap } from "~/services/campaigns/frequencyCap";
import { discardWordingDraft, publishWording, saveWordingDraft } from "~/services/consent/publishWording";
import { requestConsentByStaff, requestConsentForAddress } from "~/services/consent/requestByStaff";
import { checkImport, rereadImport } from "~/services/consentImports/describeImport";
import { discardImport } from "~/services/consentImports/forgetImports";
import { askToTake } from "~/services/consentImports/takeConsents";
import { uploadImport } from "~/services/consentImports/uploadImport";
import { writeSetAside } from "~/services/consentImports/writeSetAside";
import { exportEvidence } from "~/services/evidence/exportEvidence";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { excludeDomain } from "~/services/exclusions/excludeDomain";
import { setOptOutEffect } from "~/services/exclusions/optOutEffect";
import { releaseByStaff } from "~/services/exclusions/releaseByStaff";
import { setSecondNet } from "~/services/exclusions/secondNet";
import * as desk from "~/services/feedback/actOnCase";
import { enterCase } from "~/services/feedback/enterCase";
import { takeFile } from "~/services/feedback/takeFile";
import { publishPolicy, savePolicyDraft } from "~/services/publicPolicy/publishPolicy";
import { uploadPicture } from "~/services/pictures/uploadPicture";
import { askPurchases } from "~/services/purchases/askPurchases";
import { removeSegment } from "~/services/segments/removeSegment";
import { requestSegment } from "~/services/segments/requestSegment";
import { removeInbound, saveInbound } from "~/services/shops/inbound";
import { saveSender } from "~/services/shops/settings";
import { checkConsents, consentFile, evidenced, SIGNED, uploadConsents } from "./consent-import-steps";
import { after, customer, importLines, makeAudience, makeDraft } from "./factories";
import { startStore } from "./simulated-store";
import { exclusionKeyOf } from "./privacy-steps";

/** An act of a member of staff, and what the audit keeps of it; or, for a function that only serves others, who keeps it. */
export type ActOrWhy = { readonly acts: readonly AuditAct[]; readonly run: () => Promise<unknown> } | string;

const JO = "jo";
const AT = after(1000);
const DOING = { actor: JO, at: AT };
const OTHERS = { actor: "sam", at: AT };
const ENGLISH = "Yes, Beacon Spares may send me its offers by email. I can unsubscribe whenever I like.";
const ASK = { how: "phone", askedOn: "2026-02-20", note: "Mrs Secret rang", locale: "en" };
const WORDS = { introduction: "We are Beacon Spares.", closing: "" };

/** The acts of staff on consents, evidence, the feedback desk and the published policy. `shop` gives the shop of the test that runs. */
export function actsOnConsentAndFeedback(shop: () => number): Readonly<Record<string, ActOrWhy>> {
  const shopId = shop;
  const consents = () => uploadConsents(shopId(), consentFile(evidenced("secret@firm.example")));
  const caseOf = async (email = "mrs.secret@firm.example") => {
    const told = { kind: "question", name: "Mrs Secret", email, message: "Do you sell fans?" };
    return enterCase(shopId(), told, OTHERS);
  };
  const contact = async () => {
    await importLines(shopId(), [customer(1)]);
    return String((await prisma().contact.findFirstOrThrow({ where: { shopId: shopId() } })).id);
  };
  const sender = () =>
    saveSender(
      shopId(),
      { fromName: "Beacon", fromEmail: "offers@beacon-spares.example", replyTo: "", apiKey: "SG.a-key-to-audit" },
      "sam",
      AT,
    );
  return {
    "consent/publishWording.ts#saveWordingDraft": {
      acts: ["wording_drafted"],
      run: () => saveWordingDraft(shopId(), { locale: "en", text: "Yes" }, JO, AT),
    },
    "consent/publishWording.ts#discardWordingDraft": {
      acts: ["wording_discarded"],
      run: async () => {
        await saveWordingDraft(shopId(), { locale: "en", text: "Yes" }, "sam", AT);
        await discardWordingDraft(shopId(), "en", JO, AT);
        // There is none left to be discarded.
        await discardWordingDraft(shopId(), "en", JO, AT);
      },
    },
    "consent/publishWording.ts#publishWording": {
      acts: ["wording_published"],
      run: () => publishWording(shopId(), { locale: "en", text: ENGLISH }, JO, AT),
    },
    "consent/requestByStaff.ts#requestConsentByStaff": {
      acts: ["consent_asked"],
      run: async () => requestConsentByStaff(shopId(), await contact(), ASK, JO, AT),
    },
    "consent/requestByStaff.ts#requestConsentForAddress": {
      acts: ["consent_asked"],
      run: () => requestConsentForAddress(shopId(), "secret@firm.example", ASK, JO, AT),
    },
    "consentImports/uploadImport.ts#uploadImport": {
      acts: ["consents_uploaded"],
      run: () =>
        uploadImport(
          shopId(),
          "Old system",
          { name: "consents.csv", bytes: Buffer.from("Email\nsecret@firm.example\n") },
          JO,
          AT,
        ),
    },
    "consentImports/describeImport.ts#rereadImport": {
      acts: ["consents_reread"],
      run: async () => rereadImport(shopId(), await consents(), { encoding: "windows-1252", delimiter: ";" }, JO, AT),
    },
    "consentImports/describeImport.ts#checkImport": {
      acts: ["consents_check_asked"],
      run: async () =>
        checkImport(
          shopId(),
          await consents(),
          { mapping: { email: 0 }, wording: "Yes", place: "Counter", proof: "Mrs Secret's ledger" },
          JO,
          AT,
        ),
    },
    "consentImports/takeConsents.ts#askToTake": {
      acts: ["consents_import_asked"],
      run: async () => {
        const id = await consents();
        await checkConsents(shopId(), id);
        await askToTake(shopId(), id, { ...SIGNED, signedBy: "Mrs Secret" }, JO, AT);
      },
    },
    "consentImports/forgetImports.ts#discardImport": {
      acts: ["consents_discarded"],
      run: async () => discardImport(shopId(), await consents(), JO, AT),
    },
    "consentImports/writeSetAside.ts#writeSetAside": {
      acts: ["consents_set_aside_taken"],
      run: async () => {
        const id = await consents();
        await checkConsents(shopId(), id);
        await writeSetAside(shopId(), id, String, JO, AT);
      },
    },
    "evidence/exportEvidence.ts#exportEvidence": {
      acts: ["evidence_taken"],
      run: async () =>
        exportEvidence(shopId(), await contact(), { format: "pdf", reason: "Mrs Secret asked", ...DOING }),
    },
    "exclusions/releaseByStaff.ts#releaseByStaff": {
      acts: ["exclusion_released"],
      run: async () => {
        const email = "mrs.secret@firm.example";
        await excludeByStaff(shopId(), { email, note: "By letter", actor: "sam", at: after(1) });
        const key = (await exclusionKeyOf(shopId(), email)).toString("hex");
        const askedOn = AT.toISOString().slice(0, 10);
        await releaseByStaff(shopId(), { key, askedHow: "phone", askedOn, note: "Mrs Secret rang" }, JO, AT);
      },
    },
    "exclusions/excludeDomain.ts#excludeDomain": {
      acts: ["domain_excluded"],
      run: () => excludeDomain(shopId(), { domain: "secret.example", note: "Mrs Secret rang", ...DOING }),
    },
    "exclusions/optOutEffect.ts#setOptOutEffect": {
      acts: ["opt_out_effect_changed", "opt_out_effect_changed", "policy_published"],
      run: async () => {
        await setOptOutEffect(shopId(), "page_load", JO, AT);
        // It is so already.
        await setOptOutEffect(shopId(), "page_load", JO, AT);
        await publishPolicy(shopId(), WORDS, "sam", AT);
        await setOptOutEffect(shopId(), "click", JO, AT);
      },
    },
    "exclusions/secondNet.ts#setSecondNet": {
      acts: ["second_net_off", "second_net_on"],
      run: async () => {
        await setSecondNet(shopId(), false, JO, AT);
        await setSecondNet(shopId(), true, JO, AT);
        // It is on already.
        await setSecondNet(shopId(), true, JO, AT);
      },
    },
    "feedback/cases.ts#addEvent": "keeps in the audit what staff do, for the functions of the desk",
    "feedback/cases.ts#addMessage": "its callers note what was done",
    "feedback/cases.ts#openCase": "notes it by addEvent; staff open one by enterCase",
    "feedback/enterCase.ts#enterCase": {
      acts: ["feedback_entered"],
      run: () =>
        enterCase(shopId(), { kind: "complaint", name: "Mrs Secret", email: "", message: "Mrs Secret rang" }, DOING),
    },
    "feedback/actOnCase.ts#acknowledgeCase": {
      acts: ["feedback_acknowledged"],
      run: async () => desk.acknowledgeCase(shopId(), await caseOf(), DOING),
    },
    "feedback/actOnCase.ts#closeCase": {
      acts: ["feedback_closed"],
      run: async () => desk.closeCase(shopId(), await caseOf(), "put_right", DOING),
    },
    "feedback/actOnCase.ts#reopenCase": {
      acts: ["feedback_reopened"],
      run: async () => {
        const id = await caseOf();
        await desk.closeCase(shopId(), id, "put_right", OTHERS);
        await desk.reopenCase(shopId(), id, DOING);
      },
    },
    "feedback/actOnCase.ts#noteOnCase": {
      acts: ["feedback_noted"],
      run: async () => desk.noteOnCase(shopId(), await caseOf(), "Mrs Secret is cross", DOING),
    },
    "feedback/actOnCase.ts#replyToCase": {
      acts: ["feedback_answered"],
      run: async () => desk.replyToCase(shopId(), await caseOf(), "Dear Mrs Secret", DOING),
    },
    "feedback/actOnCase.ts#sortCase": {
      acts: ["feedback_sorted", "feedback_sorted", "feedback_sorted"],
      run: async () =>
        desk.sortCase(shopId(), await caseOf(), { kind: "praise", theme: "content", assignedTo: "Sam" }, DOING),
    },
    "feedback/actOnCase.ts#excludeFromCase": {
      acts: ["address_excluded"],
      run: async () => desk.excludeFromCase(shopId(), await caseOf(), DOING),
    },
    "feedback/takeFile.ts#takeFile": {
      acts: ["feedback_file_taken"],
      run: async () => {
        const id = await caseOf();
        const { rows } = await pool().query<{ id: string }>(
          `INSERT INTO feedback_attachment (shop_id, message_id, case_id, name, media_type, bytes, content)
           SELECT shop_id, id, case_id, 'Mrs Secret.pdf', 'application/pdf', 3, 'abc' FROM feedback_message WHERE shop_id = $1 AND case_id = $2 RETURNING id::text`,
          [shopId(), id],
        );
        await takeFile(shopId(), id, rows[0]?.id ?? "", DOING);
      },
    },
    "publicPolicy/publishPolicy.ts#savePolicyDraft": {
      acts: ["policy_drafted"],
      run: () => savePolicyDraft(shopId(), WORDS, JO, AT),
    },
    "publicPolicy/publishPolicy.ts#republish":
      "publishes by insertVersion, which keeps it, for settings that change what is promised",
    "publicPolicy/publishPolicy.ts#publishPolicy": {
      acts: ["policy_published"],
      run: () => publishPolicy(shopId(), WORDS, JO, AT),
    },
    "shops/inbound.ts#saveInbound": {
      acts: ["inbound_set_up"],
      run: async () => {
        await sender();
        await saveInbound(shopId(), "feedback.beacon-spares.example", JO, AT);
      },
    },
    "shops/inbound.ts#removeInbound": {
      acts: ["inbound_removed"],
      run: async () => {
        await sender();
        await saveInbound(shopId(), "feedback.beacon-spares.example", "sam", AT);
        await removeInbound(shopId(), JO, AT);
        // None is left to be removed.
        await removeInbound(shopId(), JO, AT);
      },
    },
  };
}

/** The acts of staff on audiences and on how often one person is mailed. */
export function actsOnAudiences(shop: () => number): Readonly<Record<string, ActOrWhy>> {
  const named = {
    name: "Mrs Secret's trade",
    rationale: "As Mrs Secret said",
    criteria: { companies: ["Secret Ltd"] },
  };
  return {
    "audiences/saveAudience.ts#createAudience": {
      acts: ["audience_created"],
      run: () => createAudience(shop(), named, JO, AT),
    },
    "audiences/saveAudience.ts#saveAudience": {
      acts: ["audience_edited"],
      run: async () => {
        const id = await makeAudience(shop());
        await saveAudience(shop(), id, named, JO, AT);
        // It is that already.
        await saveAudience(shop(), id, named, JO, AT);
      },
    },
    "pictures/uploadPicture.ts#uploadPicture": {
      acts: ["picture_uploaded"],
      run: async () => {
        const { graphql } = await startStore();
        const bytes = new Uint8Array([0xff, 0xd8, 0xff]);
        return uploadPicture(shop(), { name: "pump.jpg", bytes, alt: "A pump" }, graphql, JO, AT);
      },
    },
    "purchases/askPurchases.ts#askPurchases": {
      acts: ["purchases_asked"],
      run: () => askPurchases(shop(), { products: [{ id: "7000001", title: "Pump" }], collections: [] }, JO, AT),
    },
    "segments/requestSegment.ts#requestSegment": {
      acts: ["segment_asked"],
      run: () => requestSegment(shop(), "580406444001", JO, AT),
    },
    "segments/removeSegment.ts#removeSegment": {
      acts: ["segment_removed"],
      run: async () => {
        await requestSegment(shop(), "580406444002", "sam", AT);
        await removeSegment(shop(), "580406444002", JO, AT);
      },
    },
    "audiences/saveAudience.ts#removeAudience": {
      acts: ["audience_archived", "audience_deleted"],
      run: async () => {
        const used = await makeAudience(shop());
        await makeDraft(shop(), { audienceId: used });
        await removeAudience(shop(), used, JO, AT);
        await removeAudience(shop(), await makeAudience(shop()), JO, AT);
      },
    },
    "audiences/saveAudience.ts#restoreAudience": {
      acts: ["audience_restored"],
      run: async () => {
        const id = await makeAudience(shop());
        await makeDraft(shop(), { audienceId: id });
        await removeAudience(shop(), id, "sam", AT);
        await restoreAudience(shop(), id, JO, AT);
      },
    },
    "campaigns/frequencyCap.ts#saveFrequencyCap": {
      acts: ["frequency_cap_changed", "frequency_cap_changed"],
      run: async () => {
        await saveFrequencyCap(shop(), { mails: 2, days: 30 }, JO, AT);
        // It is that already.
        await saveFrequencyCap(shop(), { mails: 2, days: 30 }, JO, AT);
        await saveFrequencyCap(shop(), { mails: null, days: null }, JO, AT);
      },
    },
  };
}
