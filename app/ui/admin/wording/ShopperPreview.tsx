import type { ReactNode } from "react";
import { BlockStack, Box, Card, Text } from "@shopify/polaris";
import type { Locale } from "~/policy/locale";
import { SHOPPER_WORDS } from "~/ui/wordingWords";

interface Props {
  readonly locale: Locale;
  readonly text: string;
}

/** The wording as the shopper sees it, place by place, with what stands beside it. The boxes are never ticked beforehand, and nothing here can be pressed. */
export function ShopperPreview({ locale, text }: Props) {
  const { willConfirm, send, email } = SHOPPER_WORDS[locale];
  const box = (
    <label style={{ display: "flex", gap: "var(--p-space-200)", alignItems: "flex-start" }}>
      <input type="checkbox" disabled style={{ marginBlockStart: "0.2rem" }} />
      <span>{text || "…"}</span>
    </label>
  );
  const hint = (
    <Text as="p" tone="subdued">
      {willConfirm}
    </Text>
  );
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            As the shopper sees it
          </Text>
          <Text as="p" tone="subdued">
            Once the box is ticked, people may also say what they buy as. The box is never ticked beforehand.
          </Text>
        </BlockStack>
        <Place name="At the checkout" locale={locale}>
          {box}
          {hint}
        </Place>
        <Place name="After the order, and on the order’s page" locale={locale}>
          {box}
          {hint}
          <Press>{send}</Press>
        </Place>
        <Place name="In the form of your storefront" locale={locale}>
          <label>
            <span>{email}</span>
            <input
              type="email"
              disabled
              style={{ display: "block", width: "100%", maxWidth: "20rem", padding: "var(--p-space-150)" }}
            />
          </label>
          {box}
          {hint}
          <Press>{send}</Press>
        </Place>
      </BlockStack>
    </Card>
  );
}

function Place({
  name,
  locale,
  children,
}: {
  readonly name: string;
  readonly locale: string;
  readonly children: ReactNode;
}) {
  return (
    <figure style={{ margin: 0 }}>
      <figcaption>
        <Text as="span" fontWeight="semibold">
          {name}
        </Text>
      </figcaption>
      <Box borderWidth="025" borderColor="border" borderRadius="200" padding="400">
        <div lang={locale} style={{ overflowWrap: "anywhere" }}>
          <BlockStack gap="200">{children}</BlockStack>
        </div>
      </Box>
    </figure>
  );
}

/** A button as a picture of one. */
function Press({ children }: { readonly children: string }) {
  return (
    <div>
      <span
        style={{
          display: "inline-block",
          padding: "var(--p-space-150) var(--p-space-300)",
          border: "1px solid var(--p-color-border)",
          borderRadius: "var(--p-border-radius-200)",
          fontWeight: 600,
        }}
      >
        {children}
      </span>
    </div>
  );
}
