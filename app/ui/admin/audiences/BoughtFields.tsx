import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Button, FormLayout, InlineError, InlineStack, Tag, Text, TextField } from "@shopify/polaris";
import type { BoughtOptions, PickedCollection } from "~/services/purchases/boughtOptions";
import { ProblemBanner } from "../ProblemBanner";
import { useAct } from "../useAct";
import type { Fields } from "../useFields";
import { useRefresh } from "../useRefresh";
import { counted, useShopTime, type ShopTime } from "../useShopTime";
import type { AudienceField } from "./audienceWords";
import type { AudienceValues } from "./audienceValues";
import { BOUGHT_URL, pickedRows } from "./pickedRows";

interface Props {
  readonly fields: Fields<AudienceValues>;
  readonly options: BoughtOptions;
  readonly about: (field: AudienceField) => { label: string; error: string | undefined };
}

const MOST = 50;

/** Products and collections that somebody bought, picked in Shopify's own picker, and how much is known of it. */
export function BoughtFields({ fields, options, about }: Props) {
  const time = useShopTime();
  const act = useAct({}, undefined, BOUGHT_URL);
  const { collections, products, reading } = options;
  const chosen = new Set(fields.values.boughtCollections.split(", "));
  useRefresh(reading || collections.some((each) => each.reading && chosen.has(String(each.id))), 2000);
  const tell = (part: "products" | "collections", rows: ReturnType<typeof pickedRows>) =>
    act.submit("pick", { products: "[]", collections: "[]", [part]: JSON.stringify(rows) });
  return (
    <BlockStack gap="300">
      <PickedField
        kind="product"
        field="boughtProducts"
        fields={fields}
        about={about}
        titles={new Map(products.map(({ id, title }) => [String(id), title]))}
        onPick={(rows) => tell("products", rows)}
      />
      <PickedField
        kind="collection"
        field="boughtCollections"
        fields={fields}
        about={about}
        titles={new Map(collections.map((each) => [String(each.id), collectionWords(each, time)]))}
        onPick={(rows) => tell("collections", rows)}
      />
      <Text as="p" tone="subdued">
        Where products and collections are both picked, somebody must have bought one of these products and one from
        these collections; one product can be both.
      </Text>
      <FormLayout>
        <TextField
          {...fields.bind("boughtWithinDays")}
          {...about("criteria.boughtWithinDays")}
          helpText="Of what is picked, or of anything if nothing is. Empty: however long ago."
          inputMode="numeric"
        />
      </FormLayout>
      <ProblemBanner problem={act.problem} />
      <Text as="p" tone="subdued">
        {knownWords(options, time)}
      </Text>
      <Text as="p" tone="subdued">
        Shopify shows this app the orders of the last 60 days. Older ones count only if they were placed while the app
        was installed; what was bought more than 24 months ago is forgotten.
      </Text>
    </BlockStack>
  );
}

const FIELD_WORDS = { product: "products", collection: "collections" } as const;

interface PickedFieldProps {
  readonly kind: "product" | "collection";
  readonly field: "boughtProducts" | "boughtCollections";
  readonly fields: Fields<AudienceValues>;
  readonly about: Props["about"];
  /** Words for each that was picked once, by number. */
  readonly titles: ReadonlyMap<string, string>;
  readonly onPick: (rows: ReturnType<typeof pickedRows>) => void;
}

function PickedField({ kind, field, fields: { values, set }, about, titles, onPick }: PickedFieldProps) {
  const shopify = useAppBridge();
  const { label, error } = about(`criteria.${field}`);
  const chosen = values[field].split(", ").filter(Boolean);
  const gid = (id: string) => `gid://shopify/${kind === "product" ? "Product" : "Collection"}/${id}`;
  const pick = async () => {
    const picked = await shopify.resourcePicker({
      type: kind,
      action: "select",
      multiple: MOST,
      selectionIds: chosen.map((id) => ({ id: gid(id) })),
      ...(kind === "product" ? { filter: { variants: false } } : {}),
    });
    if (!picked) return;
    const rows = pickedRows(picked);
    set(field, rows.map(({ id }) => id).join(", "));
    if (rows.length > 0) onPick(rows);
  };
  const without = (id: string) => set(field, chosen.filter((each) => each !== id).join(", "));
  return (
    <BlockStack gap="150">
      <Text as="p">{label}</Text>
      {chosen.length > 0 && (
        <InlineStack gap="200">
          {chosen.map((id) => (
            <Tag key={id} onRemove={() => without(id)}>
              {titles.get(id) ?? `No. ${id}`}
            </Tag>
          ))}
        </InlineStack>
      )}
      <InlineStack>
        <Button onClick={() => void pick()}>
          {`${chosen.length === 0 ? "Pick" : "Change"} ${FIELD_WORDS[kind]} bought`}
        </Button>
      </InlineStack>
      {error && <InlineError fieldID={field} message={error} />}
    </BlockStack>
  );
}

function collectionWords(
  { title, products, readAt, goneAt, failure, reading }: PickedCollection,
  time: ShopTime,
): string {
  if (goneAt) return `${title} (no longer in Shopify)`;
  if (failure) return `${title} (Shopify does not let the app read it)`;
  return products === null || !readAt
    ? `${title} (${reading ? "being read" : "not read yet"})`
    : `${title} (${counted(products, "product")} on ${time.day(readAt)})`;
}

function knownWords({ readAt, orders, reading, failure }: BoughtOptions, time: ShopTime): string {
  if (reading) return "The store’s orders are being read. You need not stay on this page.";
  const before =
    readAt === null
      ? "The store’s orders are read as soon as you pick something."
      : `The store’s orders were last read on ${time.minute(readAt)}: it showed ${counted(orders, "order")}. Each order since is noted as it is placed, and they are read anew every night while an audience asks for it.`;
  if (failure === null) return before;
  const why =
    failure === "ACCESS_DENIED" ? "Shopify does not let the app read orders." : "They are read again tonight.";
  return `The store’s orders could not be read. ${why} ${readAt === null ? "" : before}`.trim();
}
