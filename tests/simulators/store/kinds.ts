import { businessEmail, tradeName } from "./customer";
import { type Draw } from "./draw";
import { freemail, INDIVIDUAL, type Kind, limited, MAY, mayNot, one, person, surname, UNKNOWN } from "./kind";
import { CORPORATE_NAMES, INDIVIDUAL_NAMES, UNPROVEN_NAMES } from "./name-kinds";
import { AREAS, LAST_NAMES, slug } from "./words";

const CONTRADICTED = [
  one("contradicted_tag", 12, UNKNOWN, (draw) => ({ company: limited(draw), tags: ["sole trader"] })),
  one("contradicted_t_a", 6, UNKNOWN, (draw) => ({ company: `${person(draw)} t/a ${limited(draw)}` })),
  one("contradicted_trading_as", 6, UNKNOWN, (draw) => ({ company: `${person(draw)} trading as ${limited(draw)}` })),
];

const B2B = [
  one("b2b_limited", 500, MAY, (draw) => {
    const name = limited(draw);
    return { company: draw.chance(0.5) ? name : null, b2b: { name, orders: draw.whole(1, 90) } };
  }),
  one("b2b_company_ordered_person_did_not", 60, MAY, (draw) => ({
    company: null,
    orders: 0,
    b2b: { name: limited(draw), orders: draw.whole(1, 30) },
  })),
  one("b2b_limited_without_orders", 60, mayNot("corporate", "no_relation"), (draw) => ({
    company: null,
    orders: 0,
    b2b: { name: limited(draw), orders: 0 },
  })),
  one("b2b_without_ending", 120, UNKNOWN, (draw) => ({ company: null, b2b: { name: tradeName(draw), orders: 5 } })),
  one("b2b_sole_trader_by_tag", 60, INDIVIDUAL, (draw) => ({
    company: null,
    tags: ["sole trader", "trade"],
    b2b: { name: tradeName(draw), orders: 8 },
  })),
  one("b2b_sole_trader_by_name", 40, INDIVIDUAL, (draw) => ({
    company: null,
    b2b: { name: `${person(draw)} t/a ${tradeName(draw)}`, orders: 8 },
  })),
  one("b2b_without_address", 30, MAY, (draw) => ({ homeless: true, b2b: { name: limited(draw), orders: 3 } })),
];

const SUBSCRIPTIONS = [
  one("corporate_subscribed_single", 80, MAY, (draw) => ({ company: limited(draw), marketing: "SUBSCRIBED" })),
  one("corporate_subscribed_confirmed", 40, MAY, (draw) => ({
    company: limited(draw),
    marketing: "SUBSCRIBED",
    optIn: "CONFIRMED_OPT_IN",
  })),
  one("corporate_pending", 20, MAY, (draw) => ({ company: limited(draw), marketing: "PENDING" })),
  one("corporate_unsubscribed", 60, mayNot("corporate", "excluded"), (draw) => ({
    company: limited(draw),
    marketing: "UNSUBSCRIBED",
  })),
  one("individual_subscribed_single", 40, INDIVIDUAL, () => ({ tags: ["sole trader"], marketing: "SUBSCRIBED" })),
  one("individual_subscribed_confirmed", 40, INDIVIDUAL, () => ({
    tags: ["Sole Trader"],
    marketing: "SUBSCRIBED",
    optIn: "CONFIRMED_OPT_IN",
  })),
  one("individual_pending", 15, INDIVIDUAL, () => ({ tags: ["sole-trader"], marketing: "PENDING" })),
  one("individual_unsubscribed", 20, mayNot("individual", "excluded"), () => ({
    tags: ["sole trader"],
    marketing: "UNSUBSCRIBED",
  })),
  one("unknown_subscribed_confirmed", 60, UNKNOWN, () => ({ marketing: "SUBSCRIBED", optIn: "CONFIRMED_OPT_IN" })),
  one("unknown_unsubscribed", 20, mayNot("unknown", "excluded"), () => ({ marketing: "UNSUBSCRIBED" })),
];

const PEOPLE = [
  one("sole_trader_by_tag", 300, INDIVIDUAL, (draw) => ({ tags: ["sole trader"], company: tradeName(draw) })),
  one("private_person_by_tag", 60, INDIVIDUAL, (draw) => ({
    tags: ["private person"],
    company: null,
    email: freemail(draw),
  })),
  one("partnership_by_tag", 60, INDIVIDUAL, (draw) => ({
    tags: ["partnership"],
    company: `${surname(draw)} & ${surname(draw)} Partnership`,
    province: "ENG",
  })),
  one("person_without_company", 500, UNKNOWN, (draw) => ({ company: null, email: freemail(draw) })),
  one("registered_without_orders", 200, UNKNOWN, () => ({ orders: 0 })),
  one("corporate_without_orders", 120, mayNot("corporate", "no_relation"), (draw) => ({
    company: limited(draw),
    orders: 0,
  })),
  one("customer_not_latin", 10, MAY, (draw) => ({ company: limited(draw), firstName: "Михаил", lastName: "Иванов" })),
];

const ADDRESSES = [
  one("email_missing", 60, mayNot("corporate", "address_unusable"), (draw) => ({
    company: limited(draw),
    email: null,
  })),
  one("email_invalid", 50, mayNot("corporate", "address_unusable"), (draw) => ({
    company: limited(draw),
    validFormat: false,
    email: draw.pick([
      `office@@firm-${draw.serial}.example`,
      `office firm-${draw.serial}.example`,
      `office@firm-${draw.serial}`,
      `office@firm-${draw.serial}..example`,
      `off ice@firm-${draw.serial}.example`,
      `office@-firm-${draw.serial}.example`,
      "@",
      "n/a",
    ]),
  })),
  one("email_marked_invalid", 15, mayNot("corporate", "address_unusable"), (draw) => ({
    company: limited(draw),
    email: `office@firm-${draw.serial}.`,
    validFormat: false,
    marketing: "INVALID",
  })),
  one("email_local_part_not_ascii", 6, mayNot("corporate", "address_unusable"), (draw) => ({
    company: limited(draw),
    email: `siân@firm-${draw.serial}.example`,
  })),
  one("email_idn", 10, MAY, (draw) => ({ company: limited(draw), email: `post@gŵres-tŷ-${draw.serial}.example` })),
  one("email_idn_a_label", 6, MAY, (draw) => ({
    company: limited(draw),
    email: `post@${new URL(`http://bäder-${draw.serial}.example`).hostname}`,
  })),
  one("email_capitals", 40, MAY, (draw) => {
    const company = limited(draw);
    return { company, email: businessEmail(draw, company).replace(/^./, (letter) => letter.toUpperCase()) };
  }),
  one("email_tagged", 20, MAY, (draw) => {
    const company = limited(draw);
    return { company, email: businessEmail(draw, company, "orders+spares") };
  }),
  one("corporate_freemail", 220, mayNot("corporate", "freemail_address"), (draw) => ({
    company: limited(draw),
    email: freemail(draw),
  })),
  one("b2b_freemail", 60, mayNot("corporate", "freemail_address"), (draw) => ({
    company: null,
    email: freemail(draw),
    b2b: { name: limited(draw), orders: 4 },
  })),
];

const COUNTRIES = [
  one("ireland_corporate", 50, mayNot("corporate", "outside_uk"), (draw) => ({
    company: limited(draw),
    country: "IE",
  })),
  one("germany_corporate", 15, mayNot("corporate", "outside_uk"), (draw) => ({
    company: limited(draw),
    country: "DE",
  })),
  one("jersey_corporate", 15, mayNot("corporate", "outside_uk"), (draw) => ({ company: limited(draw), country: "JE" })),
  one("ireland_unknown", 20, mayNot("unknown", "outside_uk"), () => ({ country: "IE" })),
  one("jersey_individual", 8, mayNot("individual", "outside_uk"), () => ({ country: "JE", tags: ["sole trader"] })),
  one("ireland_corporate_freemail", 6, mayNot("corporate", "freemail_address"), (draw) => ({
    company: limited(draw),
    country: "IE",
    email: freemail(draw),
  })),
  one("country_missing", 40, MAY, (draw) => ({ company: limited(draw), country: null })),
];

const FREEMAIL_AT_GMAIL = (first: Draw) => `invented.${slug(LAST_NAMES[0])}.${first.serial}`;

/** Two customers who share a mailbox: only the older one may be mailed. `again` spells the address another way. */
function twins(kind: string, weight: number, again: (email: string) => string): Kind {
  const address = (first: Draw) => `orders@firm-${first.serial}.example`;
  return {
    kind,
    weight,
    members: [
      (draw) => ({ kind: `${kind}_first`, verdict: MAY, sketch: { company: limited(draw), email: address(draw) } }),
      (draw, first) => ({
        kind: `${kind}_again`,
        verdict: mayNot("corporate", "duplicate_address"),
        sketch: { company: limited(draw), email: again(address(first)) },
      }),
    ],
  };
}

const TWINS: Kind[] = [
  twins("twin_by_case", 15, (email) => email.toUpperCase()),
  twins("twin_by_tag", 15, (email) => email.replace("@", "+vans@")),
  {
    kind: "twin_by_gmail_dots",
    weight: 8,
    members: [
      (draw) => ({
        kind: "twin_by_gmail_dots_first",
        verdict: mayNot("corporate", "freemail_address"),
        sketch: { company: limited(draw), email: `${FREEMAIL_AT_GMAIL(draw)}@gmail.com` },
      }),
      // It would be mailed twice if a freemail address could ever be mailed: the first reason that applies is told.
      (draw, first) => ({
        kind: "twin_by_gmail_dots_again",
        verdict: mayNot("corporate", "freemail_address"),
        sketch: { company: limited(draw), email: `${FREEMAIL_AT_GMAIL(first).replaceAll(".", "")}@googlemail.com` },
      }),
    ],
  },
  {
    kind: "twin_of_unsubscribed",
    weight: 10,
    members: [
      (draw) => ({
        kind: "twin_of_unsubscribed_first",
        verdict: mayNot("corporate", "excluded"),
        sketch: { company: limited(draw), email: `sales@firm-${draw.serial}.example`, marketing: "UNSUBSCRIBED" },
      }),
      // Another spelling of an excluded address is excluded with it (P12).
      (draw, first) => ({
        kind: "twin_of_unsubscribed_again",
        verdict: mayNot("corporate", "excluded"),
        sketch: { company: limited(draw), email: `Sales+new@firm-${first.serial}.example` },
      }),
    ],
  },
  {
    kind: "b2b_colleagues",
    weight: 60,
    members: [
      (draw) => ({
        kind: "b2b_colleagues_first",
        verdict: MAY,
        sketch: { company: null, b2b: { name: `${draw.pick(AREAS)} Group ${draw.serial} Ltd`, orders: 50 } },
      }),
      (draw, first) => ({
        kind: "b2b_colleagues_second",
        verdict: MAY,
        sketch: {
          company: null,
          orders: 0,
          b2b: { name: `${first.pick(AREAS)} Group ${first.serial} Ltd`, orders: 50, sharedWith: first.serial },
        },
      }),
    ],
  },
];

/** The kind that most customers are of, and the one that fills the last place. */
export const PLAIN: Kind = one("limited_by_name", 1500, MAY, (draw) => ({ company: limited(draw) }));

/** A customer that was deleted in Shopify: its id is gone. */
export const DELETED: Kind = { kind: "deleted", weight: 40, members: [] };

/** Every kind of customer in the store. */
export const KINDS: readonly [Kind, ...Kind[]] = [
  PLAIN,
  ...B2B,
  ...PEOPLE,
  ...SUBSCRIPTIONS,
  ...ADDRESSES,
  ...COUNTRIES,
  ...CORPORATE_NAMES,
  ...UNPROVEN_NAMES,
  ...INDIVIDUAL_NAMES,
  ...CONTRADICTED,
  ...TWINS,
  DELETED,
];
