import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { pool, prisma } from "~/db/client";
import { buildAudience } from "~/services/campaigns/buildAudience";
import { changeState, createDraft, saveDraft } from "~/services/campaigns/drafts";
import type { DraftInput } from "~/services/campaigns/parseDraft";
import { askStaffAddress, removeStaffAddress } from "~/services/campaigns/staffAddresses";
import { listTemplates, removeTemplate, saveTemplate } from "~/services/campaigns/templates";
import { saveBrand } from "~/services/shops/brand";
import { setSecondApproval } from "~/services/campaigns/approval";
import { duplicateCampaign } from "~/services/campaigns/duplicateCampaign";
import { savePlan, scheduleCampaign, unscheduleCampaign } from "~/services/campaigns/schedule";
import { resendRefused } from "~/services/delivery/resend";
import { requestTest } from "~/services/campaigns/requestTest";
import { resumeCampaign, startCampaign } from "~/services/campaigns/startCampaign";
import { removeCompaniesHouseKey, saveCompaniesHouseKey } from "~/services/companiesHouse/key";
import { requestConsent } from "~/services/consent/requestConsent";
import { cancelSync, requestSync } from "~/services/customers/requestSync";
import { handOverCampaign } from "~/services/delivery/handOver";
import { excludeByStaff } from "~/services/exclusions/excludeByStaff";
import { exportExclusions } from "~/services/exclusions/exportExclusions";
import { pullSuppressions } from "~/services/exclusions/pullSuppressions";
import { readImportPart } from "~/services/exclusions/readImport";
import { discardImport, requestImport } from "~/services/exclusions/takeImport";
import { decideByStaff, undoDecision } from "~/services/legalForm/decideByStaff";
import { requestLookUp } from "~/services/legalForm/requestLookUp";
import { exportAudit } from "~/services/audit/exportAudit";
import { takePersonFile } from "~/services/privacy/personFile";
import { declineRequest, noteAnswered, openAccess, openErasure, startErasure } from "~/services/privacy/startRequest";
import { askImport, importProspects } from "~/services/prospects/importProspects";
import { checkList, rereadList } from "~/services/prospects/describeList";
import { discardList, forgetOldLists } from "~/services/prospects/forgetLists";
import { writeRejected } from "~/services/prospects/writeRejected";
import { requestRetention } from "~/services/register/runRetention";
import { saveRetentionMonths, switchNightly } from "~/services/register/retentionRule";
import { decideReview } from "~/services/review/decideReview";
import { rebuildReview } from "~/services/review/rebuildReview";
import { saveAssessmentDraft, signAssessment } from "~/services/shops/assessment";
import { requestPullAgain } from "~/services/shops/exclusionReturn";
import { noteInstallation, noteUninstallation } from "~/services/shops/install";
import { saveIdentity, saveSender } from "~/services/shops/settings";
import { requestAllAgain, tryWriteAgain } from "~/services/storeWrites/deadWrites";
import { startCompaniesHouse, type CompaniesHouse } from "../simulators/companies-house/start";
import { FULL_ACCESS } from "../simulators/sendgrid/access";
import { startSendGrid, type SendGrid } from "../simulators/sendgrid/sendgrid";
import { functionsWithActor } from "../support/actor-functions";
import { approve } from "../support/approve";
import { actsOnAudiences, actsOnConsentAndFeedback, type ActOrWhy } from "../support/audited-acts";
import { useAppDatabase } from "../support/app-database";
import { after, customer, firms, importLines, makeDraft, makeSendingCampaign, makeShop, START, textBlock, verifiedStaffAddress, WORDING } from "../support/factories"; // prettier-ignore
import { fillWithPerson, shopifyAsks } from "../support/privacy-steps";
import { check, csv, listOf, TERMS, upload } from "../support/prospect-steps";
import { scriptedSendGrid } from "../support/scripted-sendgrid";

useAppDatabase();

let register: CompaniesHouse;
let sendGrid: SendGrid;
beforeAll(async () => {
  register = await startCompaniesHouse({ apiKeys: ["a-key-of-the-register"] });
  sendGrid = await startSendGrid({
    apiKeys: [{ key: "SG.a-key-to-audit", scopes: FULL_ACCESS }],
    authenticatedDomains: ["beacon-spares.example"],
  });
  process.env.COMPANIES_HOUSE_BASE_URL = register.origin;
  process.env.SENDGRID_BASE_URL = sendGrid.origin;
});
afterAll(async () => {
  await register.close();
  await sendGrid.close();
});

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const JO = "jo";
const AT = after(1000);
const contactOf = async () => String((await prisma().contact.findFirstOrThrow({ where: { shopId } })).id);
const IDENTITY = {
  tradingName: "Beacon & Sons", registered: true, registeredName: "Beacon Spares Ltd", companyNumber: "01234567", placeOfRegistration: "England and Wales",
  registeredOffice: "2 Mill Lane, Leeds", contactEmail: "secret.person@beacon-spares.example", sector: "Heating spares",
}; // prettier-ignore
const SENDER = {
  fromName: "Beacon",
  fromEmail: "offers@beacon-spares.example",
  replyTo: "",
  apiKey: "SG.a-key-to-audit",
};
const ANSWERS = {
  purpose: "To tell trade customers of offers on parts.",
  necessity: "There is no other way to reach them in time.",
  balancing: "They expect it and can stop it with one click.",
};
const NO_PLAN = { windowDays: [], windowFrom: null, windowUntil: null, perHour: null, perDay: null, warmUp: false };
const DRAFT: DraftInput = {
  name: "Mrs Secret's offer", subject: "Pumps", preheader: "", body: [textBlock("Pumps")], purpose: "Offer", audienceId: null,
}; // prettier-ignore
const rows = csv(["Email", "Name"], ["one@one.example", "One"], ["nobody", "Two"]);
const ASKING = { askedHow: "phone", note: "Mrs Secret rang" };
const file = (name = "Mrs.Secret") => Buffer.from(`${name}@file.example\n`);
const readFile = async () =>
  (await readImportPart(shopId, { importId: undefined, linesBefore: 0, bytes: file(), actor: JO }, AT)).importId;
const deadWrite = () =>
  pool().query("INSERT INTO store_write (shop_id, customer_id, kind, state) VALUES ($1, 5, 'consent', 'dead')", [
    shopId,
  ]);
const erasureByLink = async () => {
  const id = await shopifyAsks(shopId, "customers/redact", 5, null);
  await pool().query("UPDATE privacy_request SET state = 'open', way = 'link' WHERE id = $1", [id]);
  return id;
};

/** Every function that is told who acts: an act of it, and what the audit keeps of that. Those that only serve others name who keeps it. */
const ACTS: Readonly<Record<string, ActOrWhy>> = {
  ...actsOnConsentAndFeedback(() => shopId),
  ...actsOnAudiences(() => shopId),
  "audit/exportAudit.ts#exportAudit": {
    acts: ["audit_exported"],
    run: () => exportAudit(shopId, { purpose: "regulator", format: "csv", filters: {} }, () => "", JO, AT),
  },
  "audit/listAudit.ts#auditCondition": "reads: the actor is what is looked for",
  "audit/listAudit.ts#listAudit": "reads: the actor is what is looked for",
  "audit/listAudit.ts#pageStatement": "reads: the actor is what is looked for",
  "audit/record.ts#record": "the audit's own writer",
  "campaigns/drafts.ts#createDraft": { acts: ["campaign_created"], run: () => createDraft(shopId, DRAFT, JO, AT) },
  "campaigns/drafts.ts#saveDraft": {
    acts: ["campaign_edited"],
    run: async () => saveDraft(shopId, await makeDraft(shopId), DRAFT, 1, JO, AT),
  },
  "campaigns/drafts.ts#changeState": {
    acts: ["campaign_paused", "campaign_cancelled"],
    run: async () => {
      const id = await makeSendingCampaign(shopId);
      await changeState(shopId, id, "pause", JO, AT);
      await changeState(shopId, id, "cancel", JO, AT);
    },
  },
  "campaigns/templates.ts#saveTemplate": {
    acts: ["template_saved"],
    run: () => saveTemplate(shopId, { name: "Mrs Secret's letter", body: DRAFT.body }, JO, AT),
  },
  "campaigns/templates.ts#removeTemplate": {
    acts: ["template_removed"],
    run: async () => {
      await saveTemplate(shopId, { name: "Letter", body: DRAFT.body }, "sam", AT);
      const [template] = await listTemplates(shopId);
      await removeTemplate(shopId, template?.id ?? "", JO, AT);
    },
  },
  "shops/brand.ts#saveBrand": {
    acts: ["brand_saved"],
    run: () => saveBrand(shopId, { logoUrl: "https://cdn.example/logo.png", brandColour: "#0b57a4" }, JO, AT),
  },
  "campaigns/staffAddresses.ts#askStaffAddress": {
    acts: ["staff_address_asked"],
    run: () => askStaffAddress(shopId, "Jo.Secret@beacon-spares.example", JO, AT),
  },
  "campaigns/staffAddresses.ts#removeStaffAddress": {
    acts: ["staff_address_removed"],
    run: async () =>
      removeStaffAddress(shopId, await verifiedStaffAddress(shopId, "office@beacon-spares.example", AT), JO, AT),
  },
  "campaigns/requestTest.ts#requestTest": {
    acts: ["campaign_tested"],
    run: async () => {
      await verifiedStaffAddress(shopId, "office@beacon-spares.example", AT);
      await requestTest(shopId, await makeDraft(shopId), "office@beacon-spares.example", JO, AT);
    },
  },
  "campaigns/moveCampaign.ts#moveCampaign": "keeps the move itself, for whoever moves a campaign",
  "campaigns/readSendingOptions.ts#readSendingOptions": "reads: whether the one who looks may approve",
  "campaigns/approval.ts#approveCampaign": {
    acts: ["campaign_approved"],
    run: async () => approve(shopId, await createDraft(shopId, DRAFT, "sam", AT), JO, AT),
  },
  "campaigns/approval.ts#setSecondApproval": {
    acts: ["approval_asked", "approval_not_asked"],
    run: async () => {
      await setSecondApproval(shopId, true, JO, AT);
      // It is asked for already.
      await setSecondApproval(shopId, true, JO, AT);
      await setSecondApproval(shopId, false, JO, AT);
    },
  },
  "campaigns/duplicateCampaign.ts#duplicateCampaign": {
    acts: ["campaign_duplicated"],
    run: async () => duplicateCampaign(shopId, await createDraft(shopId, DRAFT, "sam", AT), JO, AT),
  },
  "campaigns/schedule.ts#savePlan": {
    acts: ["campaign_planned"],
    run: async () => savePlan(shopId, await createDraft(shopId, DRAFT, "sam", AT), NO_PLAN, JO, AT),
  },
  "campaigns/schedule.ts#scheduleCampaign": {
    acts: ["campaign_scheduled"],
    run: async () => scheduleCampaign(shopId, await makeDraft(shopId), { date: "2026-12-01", time: "09:00" }, JO, AT),
  },
  "campaigns/schedule.ts#unscheduleCampaign": {
    acts: ["campaign_unscheduled"],
    run: async () => {
      const id = await makeDraft(shopId);
      await scheduleCampaign(shopId, id, { date: "2026-12-01", time: "09:00" }, "sam", AT);
      await unscheduleCampaign(shopId, id, JO, AT);
    },
  },
  "delivery/resend.ts#resendRefused": {
    acts: ["campaign_resent"],
    run: async () => {
      await importLines(shopId, firms(1));
      const id = await makeSendingCampaign(shopId);
      const refused = { kind: "refused", code: "400", account: false, refusedPositions: [] } as const;
      await handOverCampaign(
        shopId,
        id,
        scriptedSendGrid(AT, () => refused),
      );
      await resendRefused(shopId, id, JO, AT);
    },
  },
  "campaigns/startCampaign.ts#startCampaign": {
    acts: ["campaign_started"],
    run: async () => startCampaign(shopId, await makeDraft(shopId), JO, AT),
  },
  "campaigns/startCampaign.ts#resumeCampaign": {
    acts: ["campaign_resumed"],
    run: async () => {
      const id = await makeSendingCampaign(shopId);
      await changeState(shopId, id, "pause", "sam", AT);
      await resumeCampaign(shopId, id, JO, AT);
    },
  },
  "companiesHouse/key.ts#saveCompaniesHouseKey": {
    acts: ["companies_house_key_changed"],
    run: () => saveCompaniesHouseKey(shopId, "a-key-of-the-register", JO, AT),
  },
  "companiesHouse/key.ts#removeCompaniesHouseKey": {
    acts: ["companies_house_key_removed"],
    run: async () => {
      await saveCompaniesHouseKey(shopId, "a-key-of-the-register", "sam", AT);
      await removeCompaniesHouseKey(shopId, JO, AT);
    },
  },
  "consent/requestConsent.ts#requestConsent": {
    acts: ["consent_asked"],
    run: () =>
      requestConsent(
        shopId,
        { email: "mrs.secret@asked.example", surface: "staff", wordingVersion: 1, wording: WORDING, locale: "en", onBehalf: { actor: JO, how: "phone", askedOn: "2026-03-01", note: "Mrs Secret rang" }, ip: null, userAgent: null },
        AT,
      ), // prettier-ignore
  },
  "customers/requestSync.ts#requestSync": { acts: ["sync_asked"], run: () => requestSync(shopId, JO, AT) },
  "customers/requestSync.ts#cancelSync": {
    acts: ["sync_cancelled"],
    run: async () => {
      await requestSync(shopId, "sam", AT);
      await cancelSync(shopId, JO, AT);
    },
  },
  "delivery/excludeReported.ts#excludeReported": "writes what SendGrid's reports say: no staff acts",
  "exclusions/exclude.ts#exclude": "the list's own writer: whoever calls it for staff keeps it",
  "exclusions/exclude.ts#excludeLocked": "as that",
  "exclusions/excludeByStaff.ts#excludeByStaff": {
    acts: ["address_excluded"],
    run: () => excludeByStaff(shopId, { email: "mrs.secret@x.example", note: "Mrs Secret rang", actor: JO, at: AT }),
  },
  "exclusions/exportExclusions.ts#exportExclusions": {
    acts: ["exclusions_exported"],
    run: () => exportExclusions(shopId, { reason: "For Mrs Secret", actor: JO, at: AT }),
  },
  "exclusions/readImport.ts#readImportPart": { acts: ["exclusion_file_read"], run: readFile },
  "exclusions/takeImport.ts#requestImport": {
    acts: ["exclusion_file_read", "exclusion_file_taken"],
    run: async () => requestImport(shopId, await readFile(), JO, AT),
  },
  "exclusions/takeImport.ts#discardImport": {
    acts: ["exclusion_file_read", "exclusion_file_discarded"],
    run: async () => discardImport(shopId, await readFile(), JO, AT),
  },
  "legalForm/decideByStaff.ts#decideByStaff": {
    acts: ["legal_form_decided"],
    run: async () => {
      await importLines(shopId, firms(1));
      await decideByStaff(
        shopId,
        [await contactOf()],
        { legalForm: "individual", reason: "Mrs Secret said so" },
        JO,
        AT,
      );
    },
  },
  "legalForm/decideByStaff.ts#undoDecision": {
    acts: ["legal_form_undone"],
    run: async () => {
      await importLines(shopId, firms(1));
      const decision = { legalForm: "individual", reason: "Said so" } as const;
      const { groupId } = await decideByStaff(shopId, [await contactOf()], decision, "sam", AT);
      await undoDecision(shopId, groupId, JO, AT);
    },
  },
  "legalForm/holdEvidence.ts#holdEvidence": "the evidence's own writer: decideByStaff keeps it",
  "legalForm/holdEvidence.ts#dropGroup": "the evidence's own writer: undoDecision keeps it",
  "legalForm/requestLookUp.ts#requestLookUp": {
    acts: ["look_up_asked"],
    run: async () => {
      await importLines(shopId, firms(1));
      await saveCompaniesHouseKey(shopId, "a-key-of-the-register", "sam", AT);
      await requestLookUp(shopId, await contactOf(), "01234567", JO, AT);
    },
  },
  "privacy/openRequest.ts#openRequest":
    "keeps privacy_request_received and privacy_request_repeated: see the requests that staff and others open",
  "privacy/personFile.ts#takePersonFile": {
    acts: ["privacy_file_taken"],
    run: async () => takePersonFile(shopId, await shopifyAsks(shopId, "customers/data_request"), "json", JO, AT),
  },
  "privacy/startRequest.ts#openAccess": {
    acts: ["privacy_request_received"],
    run: async () => {
      await importLines(shopId, firms(1));
      await openAccess(shopId, await contactOf(), ASKING, JO, AT);
    },
  },
  "privacy/startRequest.ts#openErasure": {
    acts: ["privacy_request_received"],
    run: async () => {
      await importLines(shopId, firms(1));
      await openErasure(shopId, await contactOf(), ASKING, JO, AT);
    },
  },
  "privacy/startRequest.ts#startErasure": {
    acts: ["privacy_erasure_started"],
    run: async () => startErasure(shopId, await erasureByLink(), JO, AT),
  },
  "privacy/startRequest.ts#noteAnswered": {
    acts: ["privacy_answered"],
    run: async () => noteAnswered(shopId, await shopifyAsks(shopId, "customers/data_request"), JO, AT),
  },
  "privacy/startRequest.ts#declineRequest": {
    acts: ["privacy_declined"],
    run: async () => declineRequest(shopId, await shopifyAsks(shopId, "customers/data_request"), "unfounded", JO, AT),
  },
  "prospects/uploadList.ts#uploadList": {
    acts: ["prospects_uploaded"],
    run: async () => {
      const { uploadList } = await import("~/services/prospects/uploadList");
      const declared = {
        name: "Mrs Secret's list",
        way: "self_generated" as const,
        account: "Cards that Mrs Secret left at the stand.",
      };
      await uploadList(shopId, declared, { name: "secret.csv", bytes: Buffer.from(rows) }, JO, AT);
    },
  },
  "prospects/describeList.ts#rereadList": {
    acts: ["prospects_reread"],
    run: async () => rereadList(shopId, await upload(shopId, rows), { encoding: "utf-8", delimiter: "," }, JO, AT),
  },
  "prospects/describeList.ts#checkList": {
    acts: ["prospects_check_asked"],
    run: async () => checkList(shopId, await upload(shopId, rows), { ...TERMS, mapping: { email: 0 } }, JO, AT),
  },
  "prospects/importProspects.ts#askImport": {
    acts: ["prospects_import_asked"],
    run: async () => {
      const listId = await upload(shopId, rows);
      await check(shopId, listId);
      await askImport(shopId, listId, JO, AT);
    },
  },
  "prospects/forgetLists.ts#discardList": {
    acts: ["prospects_discarded"],
    run: async () => discardList(shopId, await upload(shopId, rows), JO, AT),
  },
  "prospects/writeRejected.ts#writeRejected": {
    acts: ["prospects_rejects_taken"],
    run: async () => {
      const listId = await upload(shopId, rows);
      await check(shopId, listId);
      await writeRejected(shopId, listId, () => "", JO, AT);
    },
  },
  "prospects/listEvents.ts#noteListEvent": "keeps every act on a list: see those",
  "register/retentionRule.ts#saveRetentionMonths": {
    acts: ["retention_months_changed"],
    run: () => saveRetentionMonths(shopId, 36, JO, AT),
  },
  "register/retentionRule.ts#switchNightly": {
    acts: ["retention_nightly_on", "retention_nightly_off"],
    run: async () => {
      await switchNightly(shopId, true, 24, JO, AT);
      await switchNightly(shopId, false, 24, JO, AT);
    },
  },
  "register/runRetention.ts#requestRetention": {
    acts: ["retention_run_started"],
    run: () => requestRetention(shopId, 24, JO, AT),
  },
  "review/decideReview.ts#decideReview": {
    acts: ["legal_form_decided"],
    run: async () => {
      await importLines(shopId, [customer(1, { company: "Smith & Daughters" })]);
      await rebuildReview(shopId);
      const { id } = await prisma().reviewItem.findFirstOrThrow({ where: { shopId } });
      await decideReview(shopId, [String(id)], { legalForm: "individual", reason: "Said so" }, JO, AT);
    },
  },
  "shops/assessment.ts#saveAssessmentDraft": {
    acts: ["assessment_drafted"],
    run: () => saveAssessmentDraft(shopId, ANSWERS, JO, AT),
  },
  "shops/assessment.ts#signAssessment": {
    acts: ["assessment_signed"],
    run: () => signAssessment(shopId, { ...ANSWERS, signedBy: "Mrs Secret", reviewAt: "2027-01-01" }, JO, AT),
  },
  "shops/exclusionReturn.ts#requestPullAgain": {
    acts: ["suppressions_asked"],
    run: () => requestPullAgain(shopId, JO, AT),
  },
  "shops/saveColumns.ts#saveColumns": "writes for the form that keeps it",
  "shops/settings.ts#saveIdentity": { acts: ["identity_saved"], run: () => saveIdentity(shopId, IDENTITY, JO, AT) },
  "shops/settings.ts#saveSender": {
    acts: ["sender_saved", "sendgrid_key_changed"],
    run: () => saveSender(shopId, SENDER, JO, AT),
  },
  "storeWrites/deadWrites.ts#tryWriteAgain": {
    acts: ["store_write_retried"],
    run: async () => {
      await deadWrite();
      await tryWriteAgain(shopId, "consent_5", JO, AT);
    },
  },
  "storeWrites/deadWrites.ts#requestAllAgain": {
    acts: ["store_writes_retried"],
    run: () => requestAllAgain(shopId, JO, AT),
  },
};

/** What the audit has of the shop since the test began, by one actor. */
async function kept(actor = JO): Promise<{ act: string; at: Date; row: string }[]> {
  const { rows: found } = await pool().query<{ act: string; at: Date; row: string }>(
    "SELECT act, at, e::text AS row FROM audit_event e WHERE shop_id = $1 AND actor = $2 ORDER BY id",
    [shopId, actor],
  );
  return found;
}

test("every function of a service that is told who acts is in the table of acts, and none that is not there any more", () => {
  expect(Object.keys(ACTS).sort()).toEqual(functionsWithActor());
});

describe("an act of staff is kept in the audit, without personal data, by", () => {
  const scenarios = Object.entries(ACTS).flatMap(([name, how]) =>
    typeof how === "string" ? [] : [[name, how] as const],
  );

  test.each(scenarios)("%s", async (_name, { acts, run }) => {
    await run();
    const events = await kept();
    expect(events.map(({ act }) => act)).toEqual(acts);
    for (const { at, row } of events) {
      expect(at).toEqual(AT);
      expect(row).not.toMatch(/secret|SG\.|a-key|@/i);
    }
  });
});

describe("what the app does by itself is kept:", () => {
  const byTheApp = async () => (await kept("Twostage")).map(({ act }) => act);

  test("that it was installed, removed and installed again", async () => {
    const domain = "audited.myshopify.com";
    const before = shopId;
    shopId = await noteInstallation(domain);
    await noteInstallation(domain);
    await noteUninstallation(domain, AT);
    await noteInstallation(domain);
    expect(await byTheApp()).toEqual(["app_installed", "app_removed", "app_installed"]);
    shopId = before;
  });

  test("that a campaign paused itself, and why", async () => {
    await importLines(shopId, firms(1));
    const id = await makeSendingCampaign(shopId);
    const refused = { kind: "refused", code: "401", account: true, refusedPositions: [] } as const;
    await handOverCampaign(
      shopId,
      id,
      scriptedSendGrid(AT, () => refused),
    );
    await resumeCampaign(shopId, id, "sam", AT);
    await pool().query("UPDATE exclusion_return SET pull = 'waiting' WHERE shop_id = $1", [shopId]);
    await handOverCampaign(shopId, id, scriptedSendGrid(after(2000)));
    const draft = await makeDraft(shopId);
    await pool().query("UPDATE campaign SET state = 'sending' WHERE shop_id = $1 AND id = $2", [shopId, draft]);
    await buildAudience(shopId, draft, AT);
    const reasons = (await kept("Twostage")).map(
      ({ row }) => /sendgrid_key_refused|exclusions_returning/.exec(row)?.[0],
    );
    expect(reasons).toEqual(["sendgrid_key_refused", "exclusions_returning", "exclusions_returning"]);
  });

  test("that SendGrid's suppressions were read, or could not be", async () => {
    const deps = (kind: "page" | "failed") => ({
      page: () =>
        Promise.resolve(kind === "page" ? { kind, read: 0, entries: [] } : { kind, code: "not_allowed" as const }),
      now: () => AT,
      stopping: false,
    });
    await requestPullAgain(shopId, "sam", AT);
    await pullSuppressions(shopId, deps("page"));
    await requestPullAgain(shopId, "sam", AT);
    await pullSuppressions(shopId, deps("failed"));
    expect(await byTheApp()).toEqual(["suppressions_pulled", "suppressions_failed"]);
  });

  test("that a list was imported, and forgotten after a week", async () => {
    const listId = await upload(shopId, rows);
    await check(shopId, listId);
    await askImport(shopId, listId, "sam", AT);
    await importProspects(shopId, listId, AT);
    await forgetOldLists(after(8 * 86_400));
    expect((await listOf(shopId, listId)).state).toBe("imported");
    expect(await byTheApp()).toEqual(["prospects_imported", "prospects_forgotten"]);
  });
});

test("an act that fails leaves nothing in the audit", async () => {
  await expect(saveIdentity(shopId, { ...IDENTITY, companyNumber: "no number" }, JO, AT)).rejects.toThrow();
  await expect(changeState(shopId, 999_999, "pause", JO, AT)).rejects.toThrow();
  await expect(requestRetention(shopId, 99, JO, AT)).rejects.toThrow();
  await expect(saveDraft(shopId, 999_999, DRAFT, 1, JO, AT)).rejects.toThrow();
  expect(await kept()).toEqual([]);
});

test("the audit can only be added to", async () => {
  await saveRetentionMonths(shopId, 12, JO, START);
  for (const sql of ["UPDATE audit_event SET actor = 'nobody'", "DELETE FROM audit_event", "TRUNCATE audit_event"])
    await expect(pool().query(sql)).rejects.toThrow(/append-only|permission denied/);
});

test("nothing that names a person is in the audit of a shop where everything was done to one", async () => {
  await fillWithPerson(shopId);
  const { rowCount } = await pool().query("SELECT 1 FROM audit_event e WHERE shop_id = $1 AND e::text ILIKE '%zqx%'", [
    shopId,
  ]);
  expect(rowCount).toBe(0);
});
