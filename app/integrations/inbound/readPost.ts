import { Busboy } from "@fastify/busboy";

/** One part of a form that SendGrid posts, as bytes: which characters they are, another field may say. */
export interface PostPart {
  readonly bytes: Buffer;
  readonly fileName: string;
  readonly mediaType: string;
}

const LIMITS = {
  parts: 500,
  files: 500,
  fileSize: 32 * 1024 * 1024,
  fieldNameSize: 200,
  headerPairs: 100,
  headerSize: 32 * 1024,
};

/** Reads a multipart form into its parts by name; of several with one name the first counts. Rejects what is no such form, and one that breaks off. */
export function readPost(contentType: string, body: Buffer): Promise<ReadonlyMap<string, PostPart>> {
  return new Promise((resolve, reject) => {
    const parts = new Map<string, PostPart>();
    const fail = (error: unknown) => reject(error instanceof Error ? error : new Error(String(error)));
    try {
      // Every part as a file: a field would be decoded as UTF-8, which it need not be.
      const form = new Busboy({ headers: { "content-type": contentType }, limits: LIMITS, isPartAFile: () => true });
      form.on("file", (name, stream, fileName, _encoding, mediaType) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("error", fail);
        stream.on("end", () => {
          if (!parts.has(name))
            parts.set(name, { bytes: Buffer.concat(chunks), fileName: fileName ?? "", mediaType: mediaType ?? "" });
        });
      });
      form.on("error", fail);
      form.on("finish", () => resolve(parts));
      form.end(body);
    } catch (error) {
      fail(error);
    }
  });
}
