import { z } from "zod";
import { refuse, ShopifyRefusal, userErrors, type AdminGraphql } from "./admin";
import { AdminFailure } from "./failures";
import { gidNumber } from "./customer";
import * as operations from "./operations";

const target = z.object({
  // Null in what Shopify gives for a file that it refuses.
  url: z.string().nullish(),
  resourceUrl: z.string().nullish(),
  parameters: z.array(z.object({ name: z.string(), value: z.string() })),
});
const staged = z.object({
  stagedUploadsCreate: z.object({
    stagedTargets: z.array(target).nullish(),
    userErrors: z.array(z.object({ message: z.string() })),
  }),
});
const created = z.object({
  fileCreate: z.object({ files: z.array(z.object({ id: z.string() })).nullish(), userErrors }),
});
const pictureFile = z.object({
  node: z
    .object({
      fileStatus: z.string(),
      fileErrors: z.array(z.object({ code: z.string() })),
      image: z.object({ url: z.string().nullish() }).nullish(),
    })
    .nullish(),
});

/** A picture to be kept among the store's files. */
export interface PictureFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What it shows. */
  readonly alt: string;
}

const TIMEOUT_MS = 30_000;

/**
 * Sends a picture to where Shopify says and has Shopify make a file of it. Gives the file's number; it is not ready yet. Throws `ShopifyRefusal` with what Shopify said, `AdminFailure` when it, or the place it named, cannot be reached or refuses.
 */
export async function createPicture(admin: AdminGraphql, { name, type, bytes, alt }: PictureFile): Promise<string> {
  const input = [
    { resource: "IMAGE", filename: name, mimeType: type, httpMethod: "POST", fileSize: String(bytes.length) },
  ];
  const stage = staged.parse(await admin(operations.STAGE_UPLOADS, { input })).stagedUploadsCreate;
  if (stage.userErrors.length > 0) throw new ShopifyRefusal(["STAGE_REFUSED"]);
  const { url, resourceUrl, parameters } = stage.stagedTargets?.[0] ?? {};
  if (!url || !resourceUrl || !parameters) throw new ShopifyRefusal(["NO_TARGET"]);
  await send({ url, parameters }, name, new Blob([bytes], { type }));
  const files = [{ originalSource: resourceUrl, contentType: "IMAGE", alt, filename: name }];
  const { files: made, userErrors: errors } = created.parse(await admin(operations.CREATE_FILES, { files })).fileCreate;
  refuse(errors);
  const id = gidNumber(made?.[0]?.id ?? "");
  if (id === undefined) throw new ShopifyRefusal(["NO_FILE"]);
  return id;
}

/** Posts a file to its place: the parameters first, as they were given, and the file last. */
async function send(
  { url, parameters }: Pick<z.output<typeof target>, "parameters"> & { readonly url: string },
  name: string,
  file: Blob,
): Promise<void> {
  const body = new FormData();
  for (const { name: field, value } of parameters) body.append(field, value);
  body.append("file", file, name);
  const response = await fetch(url, { method: "POST", body, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    () => undefined,
  );
  if (!response?.ok)
    throw new AdminFailure(response && response.status < 500 ? "denied" : "unavailable", `STAGED_${response?.status ?? "NETWORK"}`); // prettier-ignore
}

/** How far Shopify is with a picture: its address once it is ready, `waiting`, or `failed` with Shopify's codes. `undefined` when there is no such picture. */
export async function fetchPicture(
  admin: AdminGraphql,
  fileId: string,
): Promise<{ readonly state: "ready"; readonly url: string } | { readonly state: "waiting" | "failed" } | undefined> {
  const { node } = pictureFile.parse(
    await admin(operations.PICTURE_FILE, { id: `gid://shopify/MediaImage/${fileId}` }),
  );
  if (!node) return undefined;
  if (node.fileStatus === "FAILED" || node.fileErrors.length > 0) return { state: "failed" };
  return node.fileStatus === "READY" && node.image?.url
    ? { state: "ready", url: node.image.url }
    : { state: "waiting" };
}
