import { transaction } from "~/db/transaction";
import { ShopifyRefusal, type AdminGraphql } from "~/integrations/shopify/admin";
import { AdminFailure } from "~/integrations/shopify/failures";
import { createPicture, fetchPicture } from "~/integrations/shopify/files";
import { Problem } from "~/lib/errors";
import { MAX_PICTURE_BYTES, pictureName, pictureType } from "~/policy/pictures";
import { record } from "~/services/audit/record";

/** A picture as staff chose it. */
export interface ChosenPicture {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What it shows, for those who do not see it (WCAG 2.2, 1.1.1). */
  readonly alt: string;
}

const LONGEST_ALT = 200;

/**
 * Puts a picture among the store's own files in Shopify, where mails fetch it from, and gives its number there; `lookAtPicture` tells when it is ready. Nothing of it stays here. Throws `Problem` with `input_invalid` when it is not said what it shows, `picture_too_large`,
 * `picture_type` for what is no PNG, JPEG or GIF, `picture_refused` by Shopify, `files_denied` without the scope, or `shopify_unreachable`.
 */
export async function uploadPicture(
  shopId: number,
  { name, bytes, alt }: ChosenPicture,
  admin: AdminGraphql,
  actor: string,
  at: Date,
): Promise<string> {
  const shows = alt.trim();
  if (shows === "" || shows.length > LONGEST_ALT) throw new Problem("input_invalid", ["alt"]);
  if (bytes.length > MAX_PICTURE_BYTES) throw new Problem("picture_too_large");
  const type = pictureType(bytes);
  if (!type) throw new Problem("picture_type");
  const file = { name: pictureName(name, type), type, bytes, alt: shows };
  const id = await asProblem(() => createPicture(admin, file));
  await transaction((tx) =>
    record(tx, shopId, { act: "picture_uploaded", actor, at, after: { file: Number(id), bytes: bytes.length } }),
  );
  return id;
}

/** The address of a picture once Shopify has it ready; null until then. Throws `Problem` with `picture_refused` when Shopify could make nothing of it, `not_found`, `files_denied` or `shopify_unreachable`. */
export async function lookAtPicture(fileId: string, admin: AdminGraphql): Promise<string | null> {
  if (!/^\d{1,18}$/.test(fileId)) throw new Problem("not_found");
  const picture = await asProblem(() => fetchPicture(admin, fileId));
  if (!picture) throw new Problem("not_found");
  if (picture.state === "failed") throw new Problem("picture_refused");
  return picture.state === "ready" ? picture.url : null;
}

async function asProblem<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ShopifyRefusal) throw new Problem("picture_refused");
    if (!(error instanceof AdminFailure)) throw error;
    throw new Problem(error.code === "ACCESS_DENIED" ? "files_denied" : "shopify_unreachable");
  }
}
