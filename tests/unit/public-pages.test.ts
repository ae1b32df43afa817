// @vitest-environment jsdom
import { createRequire } from "node:module";
import type axeCore from "axe-core";
import { describe, expect, it } from "vitest";
import { confirmPage } from "~/ui/public/confirmPage";
import { dataPage } from "~/ui/public/dataPage";
import { wholePage } from "~/ui/public/document";
import { html, liquidSafe, raw } from "~/ui/public/html";
import { maskAddress } from "~/ui/public/maskAddress";
import { oneClickPage } from "~/ui/public/oneClickPage";
import { optOutPage } from "~/ui/public/optOutPage";
import { LANGUAGE_TAGS, LOCALES, type Locale } from "~/policy/locale";
import { writePolicy } from "~/policy/publicPolicy";
import { feedbackPage } from "~/ui/public/feedbackPage";
import { policyPage } from "~/ui/public/policyPage";
import { COLOURS } from "~/ui/public/pageFrame";
import { reportPage } from "~/ui/public/reportPage";
import { stopPage } from "~/ui/public/stopPage";
import { subscribePage, type SubscribePageState } from "~/ui/public/subscribePage";
import { PUBLIC_WORDS } from "~/ui/public/words/publicWords";
import { contrast } from "../support/contrast";

const merchant = { name: "Boiler Part Finder", contactEmail: "hello@boilerparts.example" };
const token = "AQABtTT4sNf_-9";
const address = "jo.bloggs@acme.example";

const further = (taken: number, unreadableLines: number[]) =>
  optOutPage({ state: "further_done", merchant, token, taken, unreadableLines });
const wording = { text: "Yes, email me", locale: "en" };
const ask = (over: object = {}) =>
  confirmPage({ state: "ask", merchant, token, wording: wording.text, address, ...over }, "en");
type FormState = Extract<SubscribePageState, { state: "form" }>;
const formState = (over: Partial<FormState> = {}): FormState => ({
  state: "form",
  merchant,
  wording,
  formToken: token,
  page: "",
  email: "",
  buyAs: "",
  faults: [],
  ...over,
});
const subscribe = (over: Partial<FormState> = {}) => subscribePage(formState(over), "en");

/** The pages that speak the person's language, in each of their states. */
const SPOKEN: Record<string, (locale: Locale) => string> = {
  ask: (locale) => confirmPage({ state: "ask", merchant, token, wording: wording.text, address }, locale),
  confirmed: (locale) => confirmPage({ state: "confirmed", merchant }, locale),
  "already confirmed": (locale) => confirmPage({ state: "already_confirmed", merchant }, locale),
  expired: (locale) => confirmPage({ state: "expired", merchant, token }, locale),
  resent: (locale) => confirmPage({ state: "resent", merchant }, locale),
  "confirm: invalid link": (locale) => confirmPage({ state: "invalid", merchant: null }, locale),
  "confirm: excluded": (locale) => confirmPage({ state: "excluded", merchant }, locale),
  "confirm: trouble": (locale) => confirmPage({ state: "trouble", merchant, token, intent: "confirm" }, locale),
  report: (locale) => reportPage({ state: "ask", merchant, token, wording: wording.text, address }, locale),
  reported: (locale) => reportPage({ state: "reported", merchant }, locale),
  "report: invalid link": (locale) => reportPage({ state: "invalid", merchant }, locale),
  "report: trouble": (locale) => reportPage({ state: "trouble", merchant, token }, locale),
  subscribe: (locale) => subscribePage(formState(), locale),
  "subscribe: at fault": (locale) =>
    subscribePage(formState({ email: "nobody", buyAs: "llp", faults: ["email", "agree"] }), locale),
  "subscribe: other words": (locale) => subscribePage(formState({ email: address, faults: ["words"] }), locale),
  "subscribe: check": (locale) =>
    subscribePage({ ...formState(), state: "check", email: address, buyAs: "sole_trader", page: "/pages/x" }, locale),
  "subscribe: sent": (locale) => subscribePage({ state: "sent", merchant }, locale),
  "subscribe: closed": (locale) => subscribePage({ state: "closed", merchant }, locale),
  "subscribe: trouble": (locale) => subscribePage({ state: "trouble", merchant }, locale),
  stop: (locale) => stopPage({ state: "ask", merchant }, locale),
  "stop: done": (locale) => stopPage({ state: "done", merchant, taken: 2, unreadableLines: [2, 5] }, locale),
  "stop: nothing": (locale) => stopPage({ state: "done", merchant, taken: 0, unreadableLines: [] }, locale),
  "stop: too many": (locale) => stopPage({ state: "too_many", merchant, typed: address }, locale),
  "stop: too often": (locale) => stopPage({ state: "too_often", merchant, typed: address }, locale),
  "stop: trouble": (locale) => stopPage({ state: "trouble", merchant: null, typed: address }, locale),
};
const spoken = (name: string, locale: Locale = "en") => SPOKEN[name]!(locale);

const typed = { kind: "", name: "Jo", email: address, message: "<b>{{ x }}</b>" };
const askFeedback = (over: object = {}) =>
  feedbackPage({ state: "ask", merchant, token, knownLink: true, stamp: "s", typed, ...over });
const policy = {
  introduction: "<b>Dear</b> {{ customer }}",
  closing: "Yours",
  version: 3,
  publishedAt: new Date("2026-03-02T10:00:00Z"),
  sections: writePolicy({
    name: merchant.name,
    disclosures: ["Registered in England and Wales, company number 01234567."],
    sector: "Heating spares",
    contactEmail: merchant.contactEmail,
    storefrontUrl: "https://shop.example",
    assessed: true,
    optOutOnLoad: false,
    retention: { months: 24, nightly: true },
  }),
};

const FRAGMENTS: Record<string, string> = {
  "feedback: ask": askFeedback(),
  "feedback: ask without a link": askFeedback({ knownLink: false, wrong: ["message", "email"] }),
  "feedback: once more": askFeedback({ again: true }),
  "feedback: done": feedbackPage({ state: "done", merchant, objection: true }),
  "feedback: too many": feedbackPage({ state: "too_many", merchant }),
  "feedback: trouble": feedbackPage({ state: "trouble", merchant }),
  policy: policyPage({ state: "policy", merchant, policy }),
  "policy: trouble": policyPage({ state: "trouble", merchant }),
  "said why": optOutPage({ state: "note_done", merchant, token }),
  "said enough": optOutPage({ state: "note_too_many", merchant, token }),
  "trouble with the reason": optOutPage({ state: "trouble", merchant, token, wanted: "note" }),
  excluded: optOutPage({ state: "excluded", merchant, token }),
  undone: optOutPage({ state: "undone", merchant, token }),
  "undone, kept": optOutPage({ state: "kept", merchant, token }),
  "undone, kept for staff": optOutPage({ state: "kept_for_staff", merchant, token }),
  "further undone": optOutPage({ state: "further_undone", merchant, token }),
  "trouble with the undo": optOutPage({ state: "trouble", merchant, token, wanted: "undo" }),
  released: optOutPage({ state: "released", merchant }),
  "staff only": optOutPage({ state: "staff_only", merchant }),
  "further, some unreadable": further(2, [2, 5, 7]),
  "further, none taken": further(0, []),
  "too many": optOutPage({ state: "too_many", merchant, token, typed: "a@b.example\nc@d.example" }),
  "test link": optOutPage({ state: "test", merchant }),
  "invalid link": optOutPage({ state: "invalid", merchant }),
  "invalid link, unknown shop": optOutPage({ state: "invalid", merchant: null }),
  prefetch: optOutPage({ state: "prefetch", merchant, token }),
  "at page load": optOutPage({ state: "on_load", merchant, token }),
  trouble: optOutPage({ state: "trouble", merchant, token, wanted: "exclude" }),
  "trouble with the way back": optOutPage({ state: "trouble", merchant, token, wanted: "release" }),
  "trouble with the form": optOutPage({ state: "trouble", merchant, token, wanted: "further", typed: "a@b.example" }),
  "trouble without a link": optOutPage({ state: "trouble", merchant: null, token: null, wanted: "exclude" }),
  ...Object.fromEntries(
    LOCALES.filter((locale) => locale !== "en").flatMap((locale) =>
      Object.entries({
        excluded: { state: "excluded", merchant, token },
        "further, some unreadable": { state: "further_done", merchant, token, taken: 1, unreadableLines: [2] },
        "too many": { state: "too_many", merchant, token, typed: "a@b.example" },
        "said why": { state: "note_done", merchant, token },
        "said enough": { state: "note_too_many", merchant, token },
        undone: { state: "undone", merchant, token },
        "undone, kept": { state: "kept", merchant, token },
        "undone, kept for staff": { state: "kept_for_staff", merchant, token },
        "further undone": { state: "further_undone", merchant, token },
        released: { state: "released", merchant },
        "staff only": { state: "staff_only", merchant },
        "test link": { state: "test", merchant },
        "invalid link": { state: "invalid", merchant },
        prefetch: { state: "prefetch", merchant, token },
        "at page load": { state: "on_load", merchant, token },
        trouble: { state: "trouble", merchant, token, wanted: "exclude" },
      } satisfies Record<string, Parameters<typeof optOutPage>[0]>).map(([name, state]) => [
        `opt-out: ${name} (${locale})`,
        optOutPage(state, locale),
      ]),
    ),
  ),
  "data: ask": dataPage({ state: "ask", merchant, token }),
  "data: copy asked for": dataPage({ state: "asked", merchant, kind: "access" }),
  "data: erasure asked for": dataPage({ state: "asked", merchant, kind: "erasure" }),
  "data: too many": dataPage({ state: "too_many", merchant }),
  "data: test link": dataPage({ state: "test", merchant }),
  "data: invalid link": dataPage({ state: "invalid", merchant: null }),
  "data: trouble": dataPage({ state: "trouble", merchant, token }),
  ...Object.fromEntries(
    LOCALES.flatMap((locale) =>
      Object.entries(SPOKEN).map(([name, page]) => [locale === "en" ? name : `${name} (${locale})`, page(locale)]),
    ),
  ),
};

const DOCUMENTS: Record<string, string> = {
  ...Object.fromEntries(Object.entries(FRAGMENTS).map(([name, part]) => [name, wholePage("Your emails", part, "en")])),
  ...Object.fromEntries(
    LOCALES.flatMap((locale) =>
      Object.entries({
        ask: oneClickPage({ state: "ask", merchant: null, token }, locale),
        excluded: oneClickPage({ state: "excluded", merchant }, locale),
        test: oneClickPage({ state: "test", merchant }, locale),
        invalid: oneClickPage({ state: "invalid", merchant: null }, locale),
        trouble: oneClickPage({ state: "trouble", merchant, token }, locale),
      }).map(([name, page]) => [`one-click: ${name}${locale === "en" ? "" : ` (${locale})`}`, page]),
    ),
  ),
};

const parse = (markup: string) => new DOMParser().parseFromString(markup, "text/html");
const words = (markup: string) => parse(markup).body.textContent.replace(/\s+/g, " ");
const posted = (markup: string) => {
  const form = parse(markup).querySelector("form")!;
  const fields = [...form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input,textarea,select")];
  return {
    method: form.method,
    action: form.getAttribute("action"),
    fields: Object.fromEntries(fields.map(({ name, value }): [string, string] => [name, value])),
  };
};

async function axeViolations(markup: string): Promise<string[]> {
  // Required here, not imported above: axe looks for a document when it is loaded.
  const axe = createRequire(import.meta.url)("axe-core") as typeof axeCore;
  const page = parse(markup);
  document.documentElement.lang = page.documentElement.lang;
  document.head.innerHTML = page.head.innerHTML;
  document.body.innerHTML = page.body.innerHTML;
  // jsdom does not paint: contrast is computed from the colours below.
  const { violations } = await axe.run({ rules: { "color-contrast": { enabled: false } } });
  return violations.map(({ id, help }) => `${id}: ${help}`);
}

describe("every public page", () => {
  // Another language is other words in the same elements: the forms stand for all.
  const english = Object.entries(DOCUMENTS).filter(
    ([name]) => !/\((cy|fr|de)\)$/.test(name) || /^(subscribe|stop) /.test(name),
  );
  it.each(english)("passes the accessibility rules: %s", async (_name, markup) => {
    expect(await axeViolations(markup)).toEqual([]);
  });

  it.each(Object.entries(DOCUMENTS))(
    "has one title, its language, no script, nothing fetched, no cookie: %s",
    (name, markup) => {
      const page = parse(markup);
      expect(page.querySelectorAll("h1")).toHaveLength(1);
      const scripts = name.includes("at page load") ? 1 : 0;
      expect(page.querySelectorAll("script")).toHaveLength(scripts);
      expect(page.querySelectorAll("img,iframe,object,[onclick],[src],link")).toHaveLength(0);
      const locale = LOCALES.find((each) => name.endsWith(`(${each})`)) ?? "en";
      expect(page.querySelector("section")?.lang).toBe(LANGUAGE_TAGS[locale]);
      if (name.startsWith("one-click")) expect(page.documentElement.lang).toBe(LANGUAGE_TAGS[locale]);
      expect(page.querySelectorAll("[checked]")).toHaveLength(0);
      expect(page.querySelector("meta[name=robots]")?.getAttribute("content")).toBe("noindex");
      expect(page.querySelector("meta[name=referrer]")?.getAttribute("content")).toBe("no-referrer");
      for (const form of page.querySelectorAll("form")) expect(form.method).toBe("post");
    },
  );

  it.each(Object.entries(FRAGMENTS))("fits into a theme: %s", (_name, fragment) => {
    expect(fragment).not.toMatch(/<(html|head|body|main|!doctype)/i);
    expect(fragment).not.toMatch(/\{[{%]/);
    const classes = [...parse(fragment).querySelectorAll("[class],[id]")].flatMap((part) => [
      ...part.classList,
      ...(part.id ? [part.id] : []),
    ]);
    expect(classes.filter((name) => !name.startsWith("twostage-"))).toEqual([]);
  });

  it("is inert for Liquid and HTML, whatever the shop, the wording or the typed words are", () => {
    const hostile = `{{ shop.secret }}{%- render 'x' -%}"><script>alert(1)</script>`;
    const evil = { name: hostile, contactEmail: `${hostile}@x.example` };
    const asked = { token: hostile, wording: hostile, address: `${hostile}@x.example` };
    const shown = formState({ merchant: evil, wording: { text: hostile, locale: hostile }, formToken: hostile });
    const pages = [
      optOutPage({ state: "excluded", merchant: evil, token: hostile }),
      optOutPage({ state: "too_many", merchant: evil, token: hostile, typed: `</textarea>${hostile}` }),
      confirmPage({ state: "ask", merchant: evil, ...asked }, "en"),
      reportPage({ state: "ask", merchant: evil, ...asked }, "fr"),
      subscribePage({ ...shown, email: `"${hostile}`, page: hostile, faults: ["email"] }, "cy"),
      subscribePage({ ...shown, state: "check", email: hostile, page: hostile }, "de"),
      stopPage({ state: "too_often", merchant: evil, typed: `</textarea>${hostile}` }, "en"),
      oneClickPage({ state: "ask", merchant: evil, token: hostile }, "en"),
    ];
    for (const page of pages) {
      expect(page).not.toMatch(/\{\{|\{%|<script/);
      expect(words(page)).toContain("{{ shop.secret }}{%- render 'x' -%}");
      expect(parse(page).querySelectorAll("script")).toHaveLength(0);
    }
  });

  it("is readable on its own ground", () => {
    for (const colour of [COLOURS.text, COLOURS.link, COLOURS.alert]) {
      expect(contrast(colour, COLOURS.ground)).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast("#ffffff", COLOURS.button)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(COLOURS.line, COLOURS.ground)).toBeGreaterThanOrEqual(3);
  });
});

describe("the opt-out page", () => {
  it("says who stops writing and since when, and takes further addresses", () => {
    expect(words(FRAGMENTS.excluded!)).toContain(
      "You will get no more marketing emails from Boiler Part Finder. This took effect just now.",
    );
    expect(posted(FRAGMENTS.excluded!)).toEqual({
      method: "post",
      action: "/apps/twostage/optout/",
      fields: { token, intent: "further", addresses: "" },
    });
  });

  it("counts what was taken and names the lines that held no address", () => {
    expect(words(further(1, []))).toContain("taken 1 more address. It will get");
    const some = words(further(2, [2, 5, 7]));
    expect(some).toContain("taken 2 more addresses. They will get");
    expect(some).toContain("Lines 2, 5 and 7 held no email address.");
    expect(words(further(0, [1]))).toContain("Line 1 held no email address.");
    expect(words(further(0, [1]))).not.toContain("We have taken");
    expect(words(further(0, []))).toContain("The box was empty.");
  });

  it("gives back what was typed when it was too much or could not be saved", () => {
    expect(posted(FRAGMENTS["too many"]!).fields.addresses).toBe("a@b.example\nc@d.example");
    expect(posted(FRAGMENTS["trouble with the form"]!).fields).toEqual({
      token,
      intent: "further",
      addresses: "a@b.example",
    });
  });

  it.each(["prefetch", "trouble"])("offers one button that opts out when nothing was excluded: %s", (name) => {
    expect(posted(FRAGMENTS[name]!)).toEqual({
      method: "post",
      action: "/apps/twostage/optout/",
      fields: { token, intent: "exclude" },
    });
  });

  it("never claims an opt-out that did not happen", () => {
    for (const name of ["test link", "invalid link", "prefetch", "at page load", "trouble", "trouble without a link"]) {
      expect(words(FRAGMENTS[name]!)).not.toMatch(/opted out|took effect/);
    }
  });

  it("posts the opt-out itself where the page takes effect when it has loaded, and has a button where no script runs", () => {
    const page = parse(FRAGMENTS["at page load"]!);
    expect(posted(FRAGMENTS["at page load"]!).fields).toEqual({ token, intent: "exclude" });
    expect(page.querySelector("form button")?.textContent).toBe("Stop these emails");
    let sent = 0;
    const script = page.querySelector("script")?.textContent ?? "";
    const run = (hidden: boolean) => {
      const listeners: (() => void)[] = [];
      const document = {
        hidden,
        getElementById: (id: string) => (page.querySelector(`form#${id}`) ? { submit: () => (sent += 1) } : null),
        addEventListener: (_event: string, listener: () => void) => listeners.push(listener),
        removeEventListener: () => undefined,
      };
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the page's own script, as a browser runs it
      const execute = new Function("document", script) as (document: object) => void;
      execute(document);
      return { document, listeners };
    };
    run(false);
    expect(sent).toBe(1);
    const { document, listeners } = run(true);
    expect(sent).toBe(1);
    document.hidden = false;
    listeners[0]?.();
    expect(sent).toBe(2);
  });

  it("takes an address typed by hand when the link is not ours and the shop is known", () => {
    const { action, fields } = posted(FRAGMENTS["invalid link"]!);
    expect(action).toBe("/apps/twostage/stop/");
    expect(Object.keys(fields).sort()).toEqual(["addresses", "locale"]);
    expect(parse(FRAGMENTS["invalid link, unknown shop"]!).querySelector("form")).toBeNull();
  });

  it("says where to write when the link is not ours, also when the shop is not known", () => {
    expect(words(FRAGMENTS["invalid link"]!)).toContain("write to hello@boilerparts.example");
    expect(words(FRAGMENTS["invalid link, unknown shop"]!)).toContain("reply to the email");
  });
});

describe("the way back on the opt-out page", () => {
  it("comes after all else, in a form of its own, and says what follows", () => {
    const forms = [...parse(FRAGMENTS.excluded!).querySelectorAll("form")];
    const fields = forms.map((form) => new FormData(form).get("intent"));
    expect(fields).toEqual(["further", "note", "undo"]);
    expect(words(FRAGMENTS.excluded!)).toContain("Addresses that you added stay opted out.");
  });

  it("takes back addresses that were typed by a button of their own, where some were taken", () => {
    expect(FRAGMENTS["further, some unreadable"]).toContain('value="undo_further"');
    expect(FRAGMENTS["further, none taken"]).not.toContain('value="undo_further"');
  });

  it("is offered after an undo that something else outlasts, unless only staff may help", () => {
    expect(words(FRAGMENTS["undone, kept"]!)).toContain("no other address. Nothing is sent because of it.");
    expect(posted(FRAGMENTS["undone, kept"]!).fields).toEqual({ token, intent: "release" });
    expect(parse(FRAGMENTS["undone, kept for staff"]!).querySelector("form")).toBeNull();
    expect(parse(FRAGMENTS.undone!).querySelector("form")).toBeNull();
  });

  it("leads to the form, and says what a company must know", () => {
    expect(parse(FRAGMENTS.released!).querySelector("a")?.getAttribute("href")).toBe("/apps/twostage/subscribe/");
    expect(parse(FRAGMENTS.released!).querySelector("form")).toBeNull();
    expect(words(FRAGMENTS.released!)).toContain("limited company or LLP");
    expect(words(FRAGMENTS.released!)).toContain("opening it again opts you out again");
  });

  it("is tried again as what it was", () => {
    expect(posted(FRAGMENTS["trouble with the way back"]!).fields).toEqual({ token, intent: "release" });
    expect(posted(FRAGMENTS["trouble with the undo"]!).fields).toEqual({ token, intent: "undo" });
  });

  it("is not offered where nothing was excluded", () => {
    for (const name of ["test link", "invalid link", "prefetch", "trouble", "staff only"])
      expect(FRAGMENTS[name]).not.toMatch(/value="(release|undo)"/);
  });
});

describe("the confirm page", () => {
  it("asks with the exact words, a masked address and one button", () => {
    expect(ask({ wording: "Yes, email me news & offers" })).toContain("Yes, email me news &amp; offers</blockquote>");
    expect(words(ask())).toContain("j…@acme.example");
    expect(ask()).not.toContain("bloggs");
    expect(posted(ask())).toEqual({
      method: "post",
      action: "/apps/twostage/confirm/",
      fields: { token, intent: "confirm" },
    });
  });

  it("offers a new link for one that has run out", () => {
    expect(posted(spoken("expired"))).toMatchObject({
      action: "/apps/twostage/confirm/",
      fields: { token, intent: "resend" },
    });
  });

  it.each(["confirmed", "already confirmed", "resent", "confirm: invalid link", "confirm: excluded"])(
    "has nothing to press when nothing is asked: %s",
    (name) => {
      expect(parse(spoken(name)).querySelector("form")).toBeNull();
    },
  );
});

describe("the report page", () => {
  it("shows what was asked, with the address masked, and one button", () => {
    expect(words(spoken("report"))).toContain("j…@acme.example");
    expect(spoken("report")).not.toContain("bloggs");
    expect(posted(spoken("report"))).toEqual({
      method: "post",
      action: "/apps/twostage/report/",
      fields: { token },
    });
  });

  it.each(["reported", "report: invalid link"])("has nothing to press when nothing is asked: %s", (name) => {
    expect(parse(spoken(name)).querySelector("form")).toBeNull();
  });
});

describe("the form of the storefront", () => {
  it("names the sender, shows the exact words beside an unticked box, and asks for a tick", () => {
    const page = parse(subscribe({ wording: { text: "Iawn, anfonwch e-byst ataf", locale: "cy" } }));
    expect(page.querySelector("h1")?.textContent.trim()).toBe("Emails from Boiler Part Finder");
    const box = page.querySelector<HTMLInputElement>("input[type=checkbox]")!;
    expect([box.checked, box.required]).toEqual([false, true]);
    expect(box.labels?.[0]?.textContent.trim()).toBe("Iawn, anfonwch e-byst ataf");
    expect(box.labels?.[0]?.lang).toBe("cy");
  });

  it("ticks nothing for anybody, also when the address was wrong, and keeps what was typed", () => {
    const page = parse(subscribe({ email: "nobody", buyAs: "llp", faults: ["email"] }));
    expect(page.querySelector<HTMLInputElement>("input[type=checkbox]")?.checked).toBe(false);
    expect(page.querySelector<HTMLInputElement>("input[type=email]")?.value).toBe("nobody");
    expect(page.querySelector("select")?.value).toBe("llp");
  });

  it("says what is wrong at the field and above, with a link to it", () => {
    const page = parse(subscribe({ faults: ["email", "agree"] }));
    const links = [...page.querySelectorAll<HTMLAnchorElement>("[role=alert] a")];
    expect(links.map((link) => page.querySelector(link.getAttribute("href")!)?.getAttribute("aria-invalid"))).toEqual([
      "true",
      "true",
    ]);
  });

  it("sends what was ticked in the theme only by one more press, with the words and the address before it", () => {
    const page = spoken("subscribe: check");
    expect(words(page)).toContain(address);
    expect(words(page)).toContain("Yes, email me");
    expect(words(page)).toContain("You buy as a sole trader.");
    expect(posted(page)).toEqual({
      method: "post",
      action: "/apps/twostage/subscribe/",
      fields: {
        intent: "request",
        form: token,
        locale: "en",
        page: "/pages/x",
        email: address,
        buy_as: "sole_trader",
        agree: "yes",
        website: "",
      },
    });
  });

  it("hides the machine's field from everybody else", () => {
    const field = parse(subscribe()).querySelector<HTMLInputElement>("input[name=website]")!;
    expect(field.closest("[aria-hidden=true]")).not.toBeNull();
    expect([field.tabIndex, field.autocomplete]).toEqual([-1, "off"]);
  });

  it("leads to where emails are stopped", () => {
    expect(parse(subscribe()).querySelector("a[href^='/apps/twostage/stop/']")).not.toBeNull();
  });
});

describe("the page that stops emails", () => {
  it("takes addresses by hand, and gives back what could not be taken", () => {
    expect(posted(spoken("stop"))).toEqual({
      method: "post",
      action: "/apps/twostage/stop/",
      fields: { locale: "en", addresses: "" },
    });
    expect(posted(spoken("stop: too often")).fields.addresses).toBe(address);
  });

  it("counts what was taken and names the lines that held no address", () => {
    expect(words(spoken("stop: done"))).toContain("We have taken 2 addresses.");
    expect(words(spoken("stop: done"))).toContain("Lines 2 and 5 held no email address.");
    expect(words(spoken("stop: nothing"))).toContain("The box was empty.");
  });

  it.each(["stop: too many", "stop: too often", "stop: trouble", "stop"])(
    "never claims what was not done: %s",
    (name) => {
      expect(words(spoken(name))).not.toMatch(/We have taken/);
    },
  );
});

describe("the words of every language", () => {
  /** Every text of a language by its place, with stand-ins for what is put into it. */
  const texts = (value: unknown, place = ""): Record<string, string> => {
    if (typeof value === "string") return { [place]: value };
    if (typeof value === "function") {
      const part = html`«»`;
      const call = value as (...parts: unknown[]) => { toString(): string };
      return { [place]: [call(part, part), call(1, part), call("«»", 2)].map(String).join(" ") };
    }
    return Object.assign(
      {},
      ...Object.entries(value as object).map(([key, each]) => texts(each, `${place}.${key}`)),
    ) as Record<string, string>;
  };
  const english = texts(PUBLIC_WORDS.en);

  it.each(LOCALES.filter((locale) => locale !== "en"))("are %s, and none was left in English", (locale) => {
    const translated = texts(PUBLIC_WORDS[locale]);
    expect(Object.keys(translated)).toEqual(Object.keys(english));
    expect(Object.keys(english).filter((place) => translated[place] === english[place])).toEqual([]);
    expect(Object.values(translated).filter((text) => text.trim() === "")).toEqual([]);
  });
});

describe("the data page", () => {
  it("offers a copy and erasure, each by a button of its own, and says what happens", () => {
    const page = FRAGMENTS["data: ask"]!;
    const kinds = [...parse(page).querySelectorAll("form")].map((form) =>
      Object.fromEntries([...form.querySelectorAll("input")].map(({ name, value }): [string, string] => [name, value])),
    );
    expect(kinds).toEqual([
      { token, kind: "access" },
      { token, kind: "erasure" },
    ]);
    expect(parse(page).querySelector("form")?.getAttribute("action")).toBe("/apps/twostage/data/");
    expect(words(page)).toContain("a scrambled mark of your address stays");
    expect(words(page)).toContain("Erasing does not by itself opt you out.");
  });

  it.each(["data: copy asked for", "data: erasure asked for"])("says by when, and whom to complain to: %s", (name) => {
    expect(words(FRAGMENTS[name]!)).toContain("within one month at the latest");
    expect(words(FRAGMENTS[name]!)).toContain("Information Commissioner’s Office");
    expect(parse(FRAGMENTS[name]!).querySelector("form")).toBeNull();
  });

  it("is one link away from the opt-out page", () => {
    expect(parse(FRAGMENTS.excluded!).querySelector("a[href^='/apps/twostage/data']")?.getAttribute("href")).toBe(
      `/apps/twostage/data?token=${token}`,
    );
  });
});

describe("the one-click page", () => {
  it("posts what a mail program would post", () => {
    expect(posted(DOCUMENTS["one-click: ask"]!)).toEqual({
      method: "post",
      action: `/one-click/${token}`,
      fields: { "List-Unsubscribe": "One-Click" },
    });
  });
});

describe("the html template", () => {
  it("escapes every part but HTML itself, in lists too", () => {
    const part = html`<i>${"<&\"'{}>"}</i>`;
    expect(html`${part}${["<", part, null, false, undefined]}${7}`.toString()).toBe(
      "<i>&lt;&amp;&quot;&#39;&#123;&#125;&gt;</i>&lt;<i>&lt;&amp;&quot;&#39;&#123;&#125;&gt;</i>7",
    );
  });

  it("parts braces of its own markup that Liquid would read", () => {
    expect(liquidSafe(raw("a{{b{%c{{{d"))).toBe("a{ {b{ %c{ { {d");
  });
});

describe("masking an address", () => {
  it.each([
    ["jo@acme.example", "j…@acme.example"],
    [" Örs@acme.example ", "Ö…@acme.example"],
    ["no address", "…"],
    ["@acme.example", "…"],
  ])("%s becomes %s", (full, masked) => {
    expect(maskAddress(full)).toBe(masked);
  });
});
