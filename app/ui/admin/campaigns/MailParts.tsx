import { useEffect, useState } from "react";
import { Box, Text } from "@shopify/polaris";

/** On what a mail is shown. */
export type MailView = "desktop" | "phone" | "dark";

const PHONE_WIDTH = 375;
/** As wide as a mail program shows a mail on a desk: narrower, columns stand below each other as on a phone. */
const DESKTOP_WIDTH = 680;
const HEIGHT = 760;

/** The HTML in a frame that can run nothing and lead nowhere, at the width of what it is shown on: where there is less room, smaller. */
export function MailFrame({ html, view }: { readonly html: string; readonly view: MailView }) {
  const [room, measure] = useWidth();
  const wanted = view === "phone" ? PHONE_WIDTH : DESKTOP_WIDTH;
  // Until it is known how much room there is, as much as there is.
  const width = room === 0 ? "100%" : view === "phone" ? Math.min(wanted, room) : Math.max(wanted, room);
  const scale = typeof width === "number" && width > room ? room / width : 1;
  return (
    <div ref={measure} style={{ height: HEIGHT, overflow: "hidden" }}>
      <iframe
        title="The email as HTML"
        sandbox=""
        srcDoc={view === "dark" ? inTheDark(html) : inTheLight(html)}
        style={{
          display: "block",
          boxSizing: "border-box",
          width,
          height: HEIGHT / scale,
          marginInline: scale < 1 ? 0 : "auto",
          transform: scale < 1 ? `scale(${scale})` : undefined,
          transformOrigin: "top left",
          border: "1px solid var(--p-color-border)",
          borderRadius: "var(--p-border-radius-200)",
          background: view === "dark" ? "#101418" : "#fff",
        }}
      />
    </div>
  );
}

/** The width of an element in whole pixels, as it changes; 0 until it is there. */
function useWidth(): [number, (element: HTMLElement | null) => void] {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [width, setElement];
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
