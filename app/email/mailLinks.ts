import { everyBlock, type MailBlock } from "~/policy/mailBlocks";
import { linksInMarkdown } from "./markdown";

/** An address in a mail that the reader's program fetches or a press leads to. */
export interface MailLink {
  readonly url: string;
  readonly block: string;
  readonly kind: "link" | "image";
}

/** Every address that the merchant's blocks hold, as it is sent but for merge fields, which stand in it as they are written. Without mail addresses in which there are none, and empty where a block cannot be without. */
export function mailLinks(blocks: readonly MailBlock[]): MailLink[] {
  return everyBlock(blocks)
    .flatMap((block): MailLink[] => {
      const link = (url: string): MailLink => ({ url: url.trim(), block: block.id, kind: "link" });
      const image = (url: string): MailLink => ({ url: url.trim(), block: block.id, kind: "image" });
      switch (block.type) {
        case "text":
          return linksInMarkdown(block.markdown).map(link);
        case "button":
          return [link(block.url)];
        case "image":
          return [image(block.url), ...(block.link ? [link(block.link)] : [])];
        case "products":
          return block.products.flatMap(({ image: picture, url }) => [
            ...(picture ? [image(picture)] : []),
            ...(url ? [link(url)] : []),
          ]);
        case "heading":
        case "divider":
        case "columns":
          return [];
      }
    })
    .filter(({ url }) => !/^mailto:(?!.*\{\{)/i.test(url));
}
