import { Box, Text } from "@shopify/polaris";

/** On what a mail is shown. */
export type MailView = "desktop" | "phone" | "dark";

const PHONE_WIDTH = 375;

/** The HTML in a frame that can run nothing and lead nowhere. */
export function MailFrame({ html, view }: { readonly html: string; readonly view: MailView }) {
  return (
    <iframe
      title="The email as HTML"
      sandbox=""
      srcDoc={view === "dark" ? inTheDark(html) : inTheLight(html)}
      style={{
        display: "block",
        width: view === "phone" ? PHONE_WIDTH : "100%",
        maxWidth: "100%",
        marginInline: "auto",
        height: 760,
        border: "1px solid var(--p-color-border)",
        borderRadius: "var(--p-border-radius-200)",
        background: view === "dark" ? "#101418" : "#fff",
      }}
    />
  );
}

// What the reader's own device is set to must not change what is shown.
const inTheDark = (html: string) => html.replaceAll("(prefers-color-scheme:dark)", "all");
const inTheLight = (html: string) => html.replaceAll("(prefers-color-scheme:dark)", "not all");

/** The mail as it is for whoever reads no HTML. */
export function PlainText({ text }: { readonly text: string }) {
  return (
    <Box borderWidth="025" borderColor="border" borderRadius="200" padding="400" overflowX="scroll">
      <pre style={{ margin: 0, whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{text}</pre>
    </Box>
  );
}

/** The subject, above the mail. */
export function SubjectLine({ subject }: { readonly subject: string }) {
  return (
    <Text as="p">
      <Text as="span" fontWeight="semibold">
        Subject:
      </Text>{" "}
      {subject || "none yet"}
    </Text>
  );
}
