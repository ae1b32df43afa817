import { type Draw } from "./draw";
import { type CompanyContactProfile, type CustomerLine, type ExportLine, type MarketingState } from "./lines";
import { AREAS, FIRST_NAMES, LAST_NAMES, PLACES, ROLES, slug, TITLES, TRADE_TAGS, TRADES } from "./words";

/** What a kind of customer says about itself; everything else is filled in believably. */
export interface Sketch {
  /** The company in the default address; null for none. */
  company?: string | null;
  /** A B2B company that the customer is a contact of; it gets a record with a location. */
  b2b?: { name: string; orders: number; sharedWith?: number };
  tags?: string[];
  orders?: number;
  /** The address; null for none. Without it: a role at the firm's own domain. */
  email?: string | null;
  validFormat?: boolean;
  marketing?: MarketingState;
  optIn?: "SINGLE_OPT_IN" | "CONFIRMED_OPT_IN";
  /** Two-letter country; null for an address without one. GB unless told. */
  country?: string | null;
  province?: string;
  firstName?: string;
  lastName?: string;
  /** No default address at all. */
  homeless?: boolean;
}

/** A name for a firm without any ending, such as "Pennine Heating". */
export function tradeName(draw: Draw): string {
  return `${draw.pick(AREAS)} ${draw.pick(TRADES)}`;
}

/** An address at the firm's own domain. Only domains reserved for examples are used (RFC 2606); the serial keeps it unique. */
export function businessEmail(draw: Draw, firm: string, role?: string): string {
  const domain = slug(firm) || "firm";
  const tld = draw.chance(0.95) ? "example" : "test";
  return `${role ?? draw.pick(ROLES)}@${domain.slice(0, 40)}-${draw.serial}.${tld}`;
}

export const customerId = (serial: number): string => `gid://shopify/Customer/${serial}`;

/** The lines of one customer: itself, after the company record it brings along (with its location). */
export function linesOf(sketch: Sketch, draw: Draw): ExportLine[] {
  const createdAt = draw.moment(2016, 2025);
  const updatedAt = draw.moment(2025, 2026);
  const orders = sketch.orders ?? draw.whole(1, 40);
  const firstName = sketch.firstName ?? draw.pick(FIRST_NAMES);
  const lastName = sketch.lastName ?? draw.pick(LAST_NAMES);
  const company = sketch.company === undefined ? tradeName(draw) : sketch.company;
  const place = draw.pick(PLACES);
  const abroad = sketch.country !== undefined && sketch.country !== "GB";
  const { profile, records } = b2bRecords(sketch, draw, createdAt, orders);
  const state = sketch.marketing ?? "NOT_SUBSCRIBED";
  const email =
    sketch.email === undefined ? businessEmail(draw, company ?? sketch.b2b?.name ?? lastName) : sketch.email;
  const customer: CustomerLine = {
    id: customerId(draw.serial),
    displayName: `${firstName} ${lastName}`.trim(),
    firstName: firstName || null,
    lastName: lastName || null,
    createdAt,
    updatedAt,
    locale: "en",
    tags: sketch.tags ?? (draw.chance(0.4) ? [draw.pick(TRADE_TAGS)] : []),
    numberOfOrders: String(orders),
    lastOrder:
      orders > 0
        ? { id: `gid://shopify/Order/${draw.serial * 100 + (orders % 100)}`, createdAt: draw.moment(2025, 2026) }
        : null,
    defaultEmailAddress:
      email === null
        ? null
        : {
            emailAddress: email,
            marketingState: state,
            marketingOptInLevel: state === "NOT_SUBSCRIBED" ? null : (sketch.optIn ?? "SINGLE_OPT_IN"),
            marketingUpdatedAt: state === "NOT_SUBSCRIBED" ? null : draw.moment(2018, 2026),
            validFormat: sketch.validFormat ?? true,
          },
    defaultAddress: sketch.homeless
      ? null
      : {
          company,
          countryCodeV2: sketch.country === undefined ? "GB" : sketch.country,
          provinceCode: abroad ? null : (sketch.province ?? place.province),
          city: abroad ? null : place.city,
          zip: abroad ? null : place.zip,
        },
    companyContactProfiles: profile ? [profile] : [],
  };
  return [...records, customer];
}

function b2bRecords(
  { b2b }: Sketch,
  draw: Draw,
  createdAt: string,
  orders: number,
): { profile?: CompanyContactProfile; records: ExportLine[] } {
  if (!b2b) return { records: [] };
  const number = b2b.sharedWith ?? draw.serial;
  const id = `gid://shopify/Company/${number}`;
  const externalId = draw.chance(0.5) ? `ACC-${number}` : null;
  const profile: CompanyContactProfile = {
    id: `gid://shopify/CompanyContact/${draw.serial}`,
    isMainContact: b2b.sharedWith === undefined,
    title: draw.chance(0.6) ? draw.pick(TITLES) : null,
    company: { id, name: b2b.name, externalId, ordersCount: { count: Math.max(b2b.orders, orders) }, createdAt },
  };
  if (b2b.sharedWith !== undefined) return { profile, records: [] };
  return {
    profile,
    records: [
      { id, name: b2b.name, externalId, createdAt },
      {
        id: `gid://shopify/CompanyLocation/${number}`,
        name: draw.pick(PLACES).city,
        taxSettings: { taxRegistrationId: draw.chance(0.7) ? `GB${draw.whole(100_000_000, 999_999_999)}` : null },
        __parentId: id,
      },
    ],
  };
}
