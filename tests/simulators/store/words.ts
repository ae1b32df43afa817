/** Words for a believable UK plumbing-and-heating trade. Every firm and person is invented. */

type Words = readonly [string, ...string[]];

export const FIRST_NAMES: Words = [
  ...([
    "Alan",
    "Bethan",
    "Callum",
    "Deepa",
    "Eilidh",
    "Fergus",
    "Gareth",
    "Hannah",
    "Imran",
    "Joanne",
    "Kwame",
    "Lynne",
  ] as const),
  ...([
    "Marek",
    "Niamh",
    "Oliver",
    "Priya",
    "Rhys",
    "Siân",
    "Tomasz",
    "Ursula",
    "Vikram",
    "Wendy",
    "Yusuf",
    "Zoë",
  ] as const),
];
export const LAST_NAMES: Words = [
  ...([
    "Abbott",
    "Bowen",
    "Campbell",
    "Davies",
    "Ellis",
    "Fairbairn",
    "Griffiths",
    "Hussain",
    "Irving",
    "Jenkins",
  ] as const),
  ...([
    "Kowalski",
    "Llewellyn",
    "MacLeod",
    "Nowak",
    "O'Neill",
    "Patel",
    "Quinn",
    "Rawcliffe",
    "Singh",
    "Turnbull",
  ] as const),
  ...(["Underhill", "Vaughan", "Whittaker", "Yates"] as const),
];
export const TRADES: Words = [
  ...([
    "Heating",
    "Plumbing",
    "Boilers",
    "Gas Services",
    "Heating Spares",
    "Bathrooms",
    "Pipework",
    "Mechanical",
  ] as const),
  ...(["Plumbing & Heating", "Renewables", "Property Maintenance", "Building Services"] as const),
];
export const PLACES: readonly [Place, ...Place[]] = [
  { city: "Leeds", province: "ENG", zip: "LS1 4AP" },
  { city: "Bristol", province: "ENG", zip: "BS1 5TR" },
  { city: "Norwich", province: "ENG", zip: "NR2 1TF" },
  { city: "Preston", province: "ENG", zip: "PR1 2HE" },
  { city: "Truro", province: "ENG", zip: "TR1 2NE" },
  { city: "Swansea", province: "WLS", zip: "SA1 3SN" },
  { city: "Bangor", province: "WLS", zip: "LL57 1DT" },
  { city: "Dundee", province: "SCT", zip: "DD1 1NL" },
  { city: "Inverness", province: "SCT", zip: "IV1 1DZ" },
  { city: "Derry", province: "NIR", zip: "BT48 6DQ" },
];
export interface Place {
  city: string;
  province: string;
  zip: string;
}
export const AREAS: Words = [
  ...([
    "Aire Valley",
    "Beacon",
    "Calder",
    "Dovecote",
    "Eastgate",
    "Fellside",
    "Greenway",
    "Harbour",
    "Ironbridge",
  ] as const),
  ...([
    "Kestrel",
    "Lakeside",
    "Moorland",
    "Northgate",
    "Oakfield",
    "Pennine",
    "Quayside",
    "Ridgeway",
    "Severn",
  ] as const),
  ...(["Trent", "Westbrook"] as const),
];
export const FREEMAIL: Words = [
  "gmail.com",
  "hotmail.co.uk",
  "outlook.com",
  "yahoo.co.uk",
  "btinternet.com",
  "icloud.com",
];
export const ROLES: Words = ["info", "office", "accounts", "sales", "orders", "enquiries", "spares"];
export const TITLES: Words = ["Buyer", "Director", "Office manager", "Engineer", "Stores"];
export const TRADE_TAGS: Words = [
  "trade",
  "heating engineer",
  "plumber",
  "credit account",
  "merchant",
  "newsletter 2019",
];

/** Lower-case ASCII letters, digits and hyphens of a name, for a domain or the local part of an address. */
export function slug(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/[^\x20-\x7E]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}
