import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../http";
import type { Resolvers } from "./context";

export const stagedPath = "/staged-uploads/";

/** Shopify's longest alt text. */
const longestAlt = 512;
const imageTypes = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

interface Staged {
  parameters: { name: string; value: string }[];
  fileSize: number | undefined;
  bytes: Buffer | undefined;
}

interface FileRecord {
  [field: string]: unknown;
  id: string;
  alt: string | null;
  fileStatus: "UPLOADED" | "PROCESSING" | "READY" | "FAILED";
  fileErrors: { code: string; message: string; details: string | null }[];
  image: { url: string } | null;
}

const startsAsPicture = (bytes: Buffer) =>
  ["89504e470d0a1a0a", "ffd8ff", "47494638", "52494646"].some((mark) => bytes.toString("hex", 0, 8).startsWith(mark));

/** The places that files are sent to, and the store's own files that are made of them. */
export class StoreFiles {
  readonly #staged = new Map<string, Staged>();
  readonly #files = new Map<string, FileRecord>();
  #next = 9_000_001;
  #looks = 1;

  /** Files are READY after so many looks. */
  readyAfter(looks: number): void {
    this.#looks = looks;
  }

  /** What was sent to the store, by the gid of the file. */
  all(): FileRecord[] {
    return [...this.#files.values()];
  }

  /** A file as it is now: each look finds it further. */
  look(id: string): FileRecord | undefined {
    const file = this.#files.get(id);
    if (!file) return undefined;
    const seen = Number(file.seen) + 1;
    const failed = file.fileStatus === "FAILED";
    const fileStatus = failed ? "FAILED" : seen > this.#looks ? "READY" : "PROCESSING";
    const now = { ...file, seen, fileStatus } as FileRecord;
    this.#files.set(id, now);
    return { ...now, image: fileStatus === "READY" ? { url: String(file.url) } : null };
  }

  stage(origin: string, input: Record<string, unknown>, field: string[]) {
    const refused = (name: string, message: string) => ({ error: { field: [...field, name], message } });
    const { resource, filename, mimeType, httpMethod, fileSize } = input;
    if (resource !== "IMAGE") return refused("resource", "simulator: only pictures are staged");
    if (httpMethod !== "POST") return refused("httpMethod", "simulator: only POST is simulated");
    if (!imageTypes.has(String(mimeType))) return refused("mimeType", "Mime type is not supported for this resource");
    if (!/^[\w. -]+\.(png|jpe?g|gif|webp)$/i.test(String(filename))) return refused("filename", "Filename is invalid");
    const token = randomBytes(12).toString("hex");
    const key = `tmp/70000001/files/${token}/${String(filename)}`;
    const parameters = [
      { name: "Content-Type", value: String(mimeType) },
      { name: "key", value: key },
      { name: "policy", value: randomBytes(16).toString("base64") },
    ];
    this.#staged.set(token, {
      parameters,
      fileSize: fileSize === undefined || fileSize === null ? undefined : Number(fileSize),
      bytes: undefined,
    });
    return { target: { url: `${origin}${stagedPath}${token}`, resourceUrl: `${origin}${stagedPath}${token}/${key}`, parameters } }; // prettier-ignore
  }

  /** The storage that takes what is sent: every parameter as it was given, and the file as the last field. */
  async take(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const answer = (status: number, code: string) => {
      response.writeHead(status, { "content-type": "application/xml" });
      response.end(`<?xml version='1.0' encoding='UTF-8'?><${code}/>`);
    };
    const staged = this.#staged.get(url.pathname.slice(stagedPath.length));
    if (!staged) return answer(404, "NoSuchKey");
    if (request.method !== "POST") return answer(405, "MethodNotAllowed");
    const body = new Uint8Array(await readBody(request));
    const form = await new Response(body, { headers: { "content-type": request.headers["content-type"] ?? "" } })
      .formData()
      .catch(() => undefined);
    const fields = [...(form ?? [])];
    const last = fields.pop();
    const same = fields.length === staged.parameters.length && staged.parameters.every(({ name, value }, place) => fields[place]?.[0] === name && fields[place]?.[1] === value); // prettier-ignore
    if (last?.[0] !== "file" || !(last[1] instanceof File) || !same) return answer(400, "InvalidPolicyDocument");
    if (staged.fileSize !== undefined && last[1].size !== staged.fileSize) return answer(400, "EntityTooLarge");
    staged.bytes = Buffer.from(await last[1].arrayBuffer());
    return answer(201, "PostResponse");
  }

  create(input: Record<string, unknown>, now: string, place: number) {
    const refused = (name: string, code: string, message: string) => ({
      error: { field: ["files", String(place), name], code, message },
    });
    const { originalSource, alt, contentType, filename } = input as Record<string, string | undefined>;
    if ((alt?.length ?? 0) > longestAlt)
      return refused("alt", "ALT_VALUE_LIMIT_EXCEEDED", "The alt value exceeds the maximum limit of 512 characters.");
    const token = new RegExp(`${stagedPath}([0-9a-f]+)/`).exec(originalSource ?? "")?.[1];
    if (contentType !== "IMAGE" || token === undefined)
      return refused("originalSource", "INVALID", "simulator: only pictures that were staged become files");
    const bytes = this.#staged.get(token)?.bytes;
    const fault = !bytes ? "IMAGE_DOWNLOAD_FAILURE" : startsAsPicture(bytes) ? undefined : "IMAGE_PROCESSING_FAILURE";
    const id = `gid://shopify/MediaImage/${this.#next++}`;
    const file = {
      id,
      alt: alt ?? null,
      createdAt: now,
      updatedAt: now,
      fileStatus: fault ? ("FAILED" as const) : ("UPLOADED" as const),
      fileErrors: fault ? [{ code: fault, message: "The picture could not be used", details: null }] : [],
      image: null,
      url: `https://cdn.thornburyspares.example/files/${filename ?? "picture.png"}?v=${this.#next}`,
      bytes,
      seen: 0,
    };
    this.#files.set(id, file);
    return { file };
  }
}

export const fileResolvers: Resolvers = {
  "Mutation.stagedUploadsCreate": (_root, args, { files, apiOrigin }) => {
    const made = (args.input as Record<string, unknown>[]).map((input, place) =>
      files.stage(apiOrigin, input, ["input", String(place)]),
    );
    const userErrors = made.flatMap((each) => ("error" in each ? [each.error] : []));
    return {
      // A target in any case: what it says of a file that is refused is null.
      stagedTargets: made.map((each) => ("target" in each ? each.target : { url: null, resourceUrl: null, parameters: [] })), // prettier-ignore
      userErrors,
    };
  },
  "Mutation.fileCreate": (_root, args, { files, settings }) => {
    const now = new Date(settings.now()).toISOString();
    const made = (args.files as Record<string, unknown>[]).map((input, place) => files.create(input, now, place));
    const userErrors = made.flatMap((each) => ("error" in each ? [each.error] : []));
    const created = made.flatMap((each) =>
      "file" in each && each.file ? [{ ...each.file, __typename: "MediaImage" }] : [],
    );
    return { files: userErrors.length > 0 ? null : created, userErrors };
  },
};
