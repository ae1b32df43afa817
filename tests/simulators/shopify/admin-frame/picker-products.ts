import { catalogue, collections } from "../storefront/catalogue";

/** The store's products as Shopify's resource picker gives them, as far as an app may count on it. */
export const pickerProducts = catalogue.map(({ number, handle, title, price, description }) => {
  return {
    id: `gid://shopify/Product/${number}`,
    title,
    handle,
    descriptionHtml: `<p>${description}</p>`,
    images: [
      {
        id: `gid://shopify/ProductImage/${number}`,
        originalSrc: `https://cdn.thornburyspares.example/${handle}.png`,
        altText: "",
      },
    ],
    variants: [
      { id: `gid://shopify/ProductVariant/${number}`, price: (price / 100).toFixed(2), title: "Default Title" },
    ],
    totalVariants: 1,
    hasOnlyDefaultVariant: true,
  };
});

/** The store's collections, as far as an app may count on it. */
export const pickerCollections = collections.map(({ number, title, handles }) => ({
  id: `gid://shopify/Collection/${number}`,
  title,
  handle: title.toLowerCase().replaceAll(" ", "-"),
  productsCount: handles.length,
}));
