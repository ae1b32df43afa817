/** Kinds of pictures that every mail program shows. */
export const PICTURE_TYPES = ["image/png", "image/jpeg", "image/gif"] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

/** Far more than a picture in a mail should weigh, and less than Shopify takes. */
export const MAX_PICTURE_BYTES = 5 * 1024 * 1024;

const MARKS: Readonly<Record<PictureType, readonly (readonly number[])[]>> = {
  "image/png": [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  "image/jpeg": [[0xff, 0xd8, 0xff]],
  "image/gif": [
    [0x47, 0x49, 0x46, 0x38, 0x37, 0x61],
    [0x47, 0x49, 0x46, 0x38, 0x39, 0x61],
  ],
};

const ENDINGS: Readonly<Record<PictureType, string>> = { "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif" };

/** What kind of picture these bytes are, by how they begin and not by what the file is called; `undefined` for any other. */
export function pictureType(bytes: Uint8Array): PictureType | undefined {
  return PICTURE_TYPES.find((type) => MARKS[type].some((mark) => mark.every((byte, place) => bytes[place] === byte)));
}

/** A name for a picture, made from that of its file: letters, digits and hyphens, with the ending that its kind has. */
export function pictureName(fileName: string, type: PictureType): string {
  const plain = fileName.replace(/\.\w{1,5}$/, "").normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^A-Za-z0-9]+/g, "-"); // prettier-ignore
  return `${plain.slice(0, 80).replace(/^-|-$/g, "") || "picture"}.${ENDINGS[type]}`;
}
