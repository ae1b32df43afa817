import type { OrderLine } from "../webhooks/payloads";

export interface Product extends OrderLine {
  /** Number of the product, as in its gid. */
  number: number;
  handle: string;
  description: string;
  /** The drawing on the product's card: path data of a 48 by 48 picture. */
  drawing: string;
}

/** What the demo merchant sells: spares for trade customers. */
export const catalogue: Product[] = [
  {
    number: 7_000_001,
    handle: "thermostatic-cartridge",
    title: "Thermostatic cartridge, 22 mm",
    sku: "TC-2240",
    quantity: 1,
    price: 4_895,
    description: "For bar mixers with a 22 mm body. WRAS approved.",
    drawing: "M18 4h12v8h4v10h-4v14l-6 8-6-8V22h-4V12h4z M18 12h12 M18 22h12",
  },
  {
    number: 7_000_002,
    handle: "diverter-valve-kit",
    title: "Diverter valve kit",
    sku: "DV-0714",
    quantity: 1,
    price: 6_240,
    description: "Diaphragm, seals and clips for common combi boilers.",
    drawing: "M6 20h12v-8h12v8h12v8H30v8H18v-8H6z M24 4v8 M18 4h12",
  },
  {
    number: 7_000_003,
    handle: "pump-head",
    title: "Circulator pump head, 15-60",
    sku: "PH-1560",
    quantity: 1,
    price: 11_350,
    description: "Drop-in replacement head, 130 mm, ErP ready.",
    drawing: "M24 8a16 16 0 1 0 .01 0z M24 16a8 8 0 1 0 .01 0z M4 24h4 M40 24h4",
  },
  {
    number: 7_000_004,
    handle: "fan-gasket-set",
    title: "Flue fan gasket set",
    sku: "FG-0093",
    quantity: 1,
    price: 1_275,
    description: "Silicone gaskets, pack of five.",
    drawing: "M24 6a18 18 0 1 0 .01 0z M24 14a10 10 0 1 0 .01 0z M10 10l4 4 M38 10l-4 4 M10 38l4-4 M38 38l-4-4",
  },
];

/** What the merchant sorts the products into. */
export const collections = [
  { number: 8_000_001, title: "Boiler spares", handles: ["diverter-valve-kit", "pump-head", "fan-gasket-set"] },
  { number: 8_000_002, title: "Bathroom spares", handles: ["thermostatic-cartridge"] },
];

/** Pounds and pence as a shopper reads them. */
export const price = (pence: number): string => `£${(pence / 100).toFixed(2)}`;
