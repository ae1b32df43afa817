import { beforeEach, describe, expect, test } from "vitest";
import { prisma } from "~/db/client";
import type { AdminGraphql } from "~/integrations/shopify/admin";
import { AdminFailure } from "~/integrations/shopify/failures";
import { lookAtPicture, uploadPicture, type ChosenPicture } from "~/services/pictures/uploadPicture";
import { useAppDatabase } from "../support/app-database";
import { makeShop, START } from "../support/factories";
import { startStore } from "../support/simulated-store";

useAppDatabase();

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const PUMP: ChosenPicture = { name: "The pump (1).jpeg", bytes: PNG, alt: " A circulator pump " };

let shopId: number;
beforeEach(async () => {
  shopId = await makeShop();
});

const upload = (admin: AdminGraphql, change: Partial<ChosenPicture> = {}) =>
  uploadPicture(shopId, { ...PUMP, ...change }, admin, "jo", START);
/** The store's answers, but for one operation. */
const answering =
  (graphql: AdminGraphql, operation: string, answer: (data: never) => unknown): AdminGraphql =>
  async (document, variables) => {
    const data = await graphql(document, variables);
    return document.includes(operation) ? answer(data as never) : data;
  };

describe("a picture for a mail", () => {
  test("goes to the store's files with what it shows, and is waited for", async () => {
    const { simulator, graphql } = await startStore();
    const id = await upload(graphql);
    expect(await lookAtPicture(id, graphql)).toBeNull();
    expect(await lookAtPicture(id, graphql)).toMatch(/^https:\/\/cdn\..*\/The-pump-1\.png\?v=\d+$/);
    const [file] = simulator.files.all();
    expect(file).toMatchObject({ alt: "A circulator pump", fileErrors: [] });
    expect(Buffer.from(PNG).equals(file?.bytes as Buffer)).toBe(true);
    const kept = await prisma().auditEvent.findFirstOrThrow({ where: { shopId, act: "picture_uploaded" } });
    expect(kept).toMatchObject({ actor: "jo", after: { file: Number(id), bytes: PNG.length } });
  });

  test.each<[string, Partial<ChosenPicture>, string, string[]]>([
    ["that does not say what it shows", { alt: "  " }, "input_invalid", ["alt"]],
    ["that says more than fits", { alt: "x".repeat(201) }, "input_invalid", ["alt"]],
    ["of more than 5 megabytes", { bytes: new Uint8Array(5 * 1024 * 1024 + 1) }, "picture_too_large", []],
    ["that is none, whatever it is called", { bytes: new Uint8Array(Buffer.from("<svg/>")) }, "picture_type", []],
    ["without anything in it", { bytes: new Uint8Array() }, "picture_type", []],
  ])("%s is not uploaded", async (_what, change, code, fields) => {
    const { simulator, graphql } = await startStore();
    await expect(upload(graphql, change)).rejects.toMatchObject({ code, fields });
    expect(simulator.files.all()).toEqual([]);
    expect(await prisma().auditEvent.count({ where: { shopId, act: "picture_uploaded" } })).toBe(0);
  });

  test("that Shopify can make nothing of is said to be refused", async () => {
    const { graphql } = await startStore();
    // Sent to another place, it is not where the file is to be made from.
    const astray = answering(graphql, "stagedUploadsCreate", (data: { stagedUploadsCreate: { stagedTargets: { resourceUrl: string }[] } }) => ({
      stagedUploadsCreate: {
        userErrors: [],
        stagedTargets: data.stagedUploadsCreate.stagedTargets.map((target) => ({ ...target, resourceUrl: target.resourceUrl.replace(/uploads\/[0-9a-f]+/, "uploads/00") })),
      },
    })); // prettier-ignore
    const id = await upload(astray);
    await expect(lookAtPicture(id, graphql)).rejects.toMatchObject({ code: "picture_refused" });
  });

  test("is refused where the place or the store refuses it", async () => {
    const { graphql } = await startStore();
    const changed = answering(graphql, "stagedUploadsCreate", (data: { stagedUploadsCreate: { stagedTargets: { parameters: object[] }[] } }) => ({
      stagedUploadsCreate: {
        userErrors: [],
        stagedTargets: data.stagedUploadsCreate.stagedTargets.map((target) => ({ ...target, parameters: [] })),
      },
    })); // prettier-ignore
    await expect(upload(changed)).rejects.toMatchObject({ code: "shopify_unreachable" });
    const refusing = (operation: string) =>
      answering(graphql, operation, () => ({
        [operation]: { userErrors: [{ code: "FILE_STORAGE_LIMIT_EXCEEDED", message: "Full" }] },
      }));
    for (const operation of ["stagedUploadsCreate", "fileCreate"])
      await expect(upload(refusing(operation))).rejects.toMatchObject({ code: "picture_refused" });
  });

  test("is refused where Shopify names no place to send it to", async () => {
    const { simulator, graphql } = await startStore();
    const ofAnotherType: AdminGraphql = (document, variables) =>
      graphql(
        document,
        document.includes("stagedUploadsCreate")
          ? { input: (variables?.input as object[]).map((file) => ({ ...file, mimeType: "image/tiff" })) }
          : variables,
      );
    await expect(upload(ofAnotherType)).rejects.toMatchObject({ code: "picture_refused" });
    for (const missing of ["url", "resourceUrl"]) {
      const nowhere = answering(graphql, "stagedUploadsCreate", (data: { stagedUploadsCreate: { stagedTargets: object[] } }) => ({
        stagedUploadsCreate: { userErrors: [], stagedTargets: data.stagedUploadsCreate.stagedTargets.map((target) => ({ ...target, [missing]: null })) },
      })); // prettier-ignore
      await expect(upload(nowhere)).rejects.toMatchObject({ code: "picture_refused" });
    }
    expect(simulator.files.all()).toEqual([]);
  });

  test("needs the scope for it, and a store that answers", async () => {
    const denied: AdminGraphql = () => Promise.reject(new AdminFailure("denied", "ACCESS_DENIED"));
    await expect(upload(denied)).rejects.toMatchObject({ code: "files_denied" });
    const down: AdminGraphql = () => Promise.reject(new AdminFailure("unavailable", "NETWORK"));
    await expect(upload(down)).rejects.toMatchObject({ code: "shopify_unreachable" });
    await expect(lookAtPicture("1", down)).rejects.toMatchObject({ code: "shopify_unreachable" });
    const { graphql } = await startStore({ scopes: ["read_files"] });
    await expect(upload(graphql)).rejects.toThrow("write_files");
  });

  test.each(["1", "", "../1", "gid://shopify/MediaImage/1"])("is not found as %j", async (id) => {
    const { graphql } = await startStore();
    await expect(lookAtPicture(id, graphql)).rejects.toMatchObject({ code: "not_found" });
  });
});
