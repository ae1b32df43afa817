import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Button, InlineError, InlineStack, Text, Thumbnail } from "@shopify/polaris";
import { ImageIcon } from "@shopify/polaris-icons";
import { BLOCK_LIMITS, type PickedProduct, type ProductsBlock } from "~/policy/mailBlocks";
import type { Edit } from "./blockEdit";
import { pickedProducts } from "./pickedProducts";
import { useStoreFacts } from "./storeFacts";

/** Products of the store, picked in Shopify's own picker. */
export function ProductsForm({ block, onChange, wrong }: Edit<ProductsBlock>) {
  const id = `${block.id}-products`;
  const error = wrong("products");
  const shopify = useAppBridge();
  const store = useStoreFacts();
  const pick = async () => {
    const chosen = await shopify.resourcePicker({
      type: "product",
      action: "select",
      multiple: BLOCK_LIMITS.products,
      filter: { variants: false, archived: false, draft: false },
      selectionIds: block.products.map(({ id }) => ({ id })),
    });
    if (chosen) onChange({ ...block, products: pickedProducts(chosen, store) }, "");
  };
  return (
    <BlockStack gap="300">
      {block.products.length === 0 ? (
        <Text as="p" tone="subdued">
          No product picked yet.
        </Text>
      ) : (
        <BlockStack gap="200">
          {block.products.map((product) => (
            <Product key={product.id} product={product} />
          ))}
        </BlockStack>
      )}
      <InlineStack gap="200">
        <Button id={id} onClick={() => void pick()} ariaDescribedBy={error && `${id}Error`}>
          {block.products.length === 0 ? "Pick products" : "Change products"}
        </Button>
      </InlineStack>
      {error && <InlineError fieldID={id} message={error} />}
      <Text as="p" tone="subdued">
        Title, picture and price are kept as they are when you pick. Pick again to bring them up to date.
      </Text>
    </BlockStack>
  );
}

function Product({ product }: { readonly product: PickedProduct }) {
  return (
    <InlineStack gap="200" wrap={false} blockAlign="center">
      <Thumbnail size="small" source={product.image || ImageIcon} alt="" />
      <BlockStack>
        <Text as="p" fontWeight="medium">
          {product.title}
        </Text>
        <Text as="p" tone="subdued">
          {[product.price, product.url === "" ? "Not in your online store: no link" : ""].filter(Boolean).join(". ")}
        </Text>
      </BlockStack>
    </InlineStack>
  );
}
