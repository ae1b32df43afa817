import { newBlock, type MailBlock } from "~/policy/mailBlocks";

/** What a new campaign can begin with. */
export interface StartingPoint {
  readonly id: string;
  readonly name: string;
  readonly body: readonly MailBlock[];
}

const greeting: MailBlock = { id: "text-1", type: "text", markdown: "Hello {{first_name|there}},\n\n" };
const heading = (text: string): MailBlock => ({ id: "heading-2", type: "heading", text, level: 1, align: "left" });
const button = (id: string, label: string): MailBlock => ({ id, type: "button", label, url: "", align: "left" });
const text = (id: string, markdown: string): MailBlock => ({ id, type: "text", markdown });

/** The templates that come with the app. What stands in brackets is for the merchant to write: the links are empty on purpose, so that a preflight asks for them. */
export const SHIPPED_TEMPLATES: readonly StartingPoint[] = [
  { id: "letter", name: "Plain letter", body: [newBlock("text", "text-1")] },
  {
    id: "announcement",
    name: "Announcement",
    body: [
      heading("[What is new, in a few words]"),
      { ...greeting, markdown: "Hello {{first_name|there}},\n\n[say what is new, and from when]." },
      text("text-3", "**What it means for you**\n\n- [first]\n- [second]\n- [third]"),
      button("button-4", "Read more"),
    ],
  },
  {
    id: "offer",
    name: "Product offer",
    body: [
      heading("[The offer, and until when]"),
      {
        ...greeting,
        markdown: "Hello {{first_name|there}},\n\nthese are [reduced, back in stock] for trade customers until [day].",
      },
      { id: "products-3", type: "products", products: [] },
      button("button-4", "See all of them"),
      text("text-5", "Prices are without VAT. The offer ends on [day] or when stock runs out."),
    ],
  },
  {
    id: "terms",
    name: "Service notice of terms",
    body: [
      heading("Changes to our terms of trade"),
      {
        ...greeting,
        markdown: "Hello {{first_name|there}},\n\nfrom [day] our terms of trade change for {{company|your company}}.",
      },
      text(
        "text-3",
        "**What changes**\n\n1. [first]\n2. [second]\n\n**What stays as it is**\n\n[prices, delivery, accounts]",
      ),
      button("button-4", "Read the new terms"),
      text("text-5", "If you have a question about them, answer this email."),
    ],
  },
  {
    id: "invitation",
    name: "Invitation",
    body: [
      heading("[You are invited to …]"),
      {
        ...greeting,
        markdown:
          "Hello {{first_name|there}},\n\nwe should be glad to see somebody of {{company|your company}} at [event].",
      },
      {
        id: "columns-3",
        type: "columns",
        columns: [
          [{ id: "text-4", type: "text", markdown: "**When**\n\n[day, time]" }],
          [{ id: "text-5", type: "text", markdown: "**Where**\n\n[address]" }],
        ],
      },
      button("button-6", "Say that you are coming"),
    ],
  },
];
