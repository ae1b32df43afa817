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
import { COLOURS } from "~/ui/public/pageFrame";
import { contrast } from "../support/contrast";

const merchant = { name: "Boiler Part Finder", contactEmail: "hello@boilerparts.example" };
const token = "AQABtTT4sNf_-9";
const address = "jo.bloggs@acme.example";

const further = (taken: number, unreadableLines: number[]) =>
  optOutPage({ state: "further_done", merchant, token, taken, unreadableLines });
const ask = (over: object = {}) =>
  confirmPage({ state: "ask", merchant, token, wording: "Yes, email me", address, ...over });

const FRAGMENTS: Record<string, string> = {
  excluded: optOutPage({ state: "excluded", merchant, token }),
  "further, some unreadable": further(2, [2, 5, 7]),
  "further, none taken": further(0, []),
  "too many": optOutPage({ state: "too_many", merchant, token, typed: "a@b.example\nc@d.example" }),
  "test link": optOutPage({ state: "test", merchant }),
  "invalid link": optOutPage({ state: "invalid", merchant }),
  "invalid link, unknown shop": optOutPage({ state: "invalid", merchant: null }),
  prefetch: optOutPage({ state: "prefetch", merchant, token }),
  trouble: optOutPage({ state: "trouble", merchant, token }),
  "trouble with the form": optOutPage({ state: "trouble", merchant, token, typed: "a@b.example" }),
  "trouble without a link": optOutPage({ state: "trouble", merchant: null, token: null }),
  ask: ask(),
  confirmed: confirmPage({ state: "confirmed", merchant }),
  "already confirmed": confirmPage({ state: "already_confirmed", merchant }),
  expired: confirmPage({ state: "expired", merchant }),
  "confirm: invalid link": confirmPage({ state: "invalid", merchant: null }),
  "confirm: excluded": confirmPage({ state: "excluded", merchant }),
  "confirm: trouble": confirmPage({ state: "trouble", merchant, token }),
  "data: ask": dataPage({ state: "ask", merchant, token }),
  "data: copy asked for": dataPage({ state: "asked", merchant, kind: "access" }),
  "data: erasure asked for": dataPage({ state: "asked", merchant, kind: "erasure" }),
  "data: too many": dataPage({ state: "too_many", merchant }),
  "data: test link": dataPage({ state: "test", merchant }),
  "data: invalid link": dataPage({ state: "invalid", merchant: null }),
  "data: trouble": dataPage({ state: "trouble", merchant, token }),
};

const DOCUMENTS: Record<string, string> = {
  ...Object.fromEntries(Object.entries(FRAGMENTS).map(([name, part]) => [name, wholePage("Your emails", part)])),
  "one-click: ask": oneClickPage({ state: "ask", merchant: null, token }),
  "one-click: excluded": oneClickPage({ state: "excluded", merchant }),
  "one-click: test": oneClickPage({ state: "test", merchant }),
  "one-click: invalid": oneClickPage({ state: "invalid", merchant: null }),
  "one-click: trouble": oneClickPage({ state: "trouble", merchant, token }),
};

const parse = (markup: string) => new DOMParser().parseFromString(markup, "text/html");
const words = (markup: string) => parse(markup).body.textContent.replace(/\s+/g, " ");
const posted = (markup: string) => {
  const form = parse(markup).querySelector("form")!;
  const fields = [...form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input,textarea")];
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
  it.each(Object.entries(DOCUMENTS))("passes the accessibility rules: %s", async (_name, markup) => {
    expect(await axeViolations(markup)).toEqual([]);
  });

  it.each(Object.entries(DOCUMENTS))("has one title, no script, nothing fetched, no cookie: %s", (_name, markup) => {
    const page = parse(markup);
    expect(page.querySelectorAll("h1")).toHaveLength(1);
    expect(page.querySelectorAll("script,img,iframe,object,[onclick],[src],link")).toHaveLength(0);
    expect(page.documentElement.lang).toBe("en-GB");
    expect(page.querySelector("meta[name=robots]")?.getAttribute("content")).toBe("noindex");
    expect(page.querySelector("meta[name=referrer]")?.getAttribute("content")).toBe("no-referrer");
    for (const form of page.querySelectorAll("form")) expect(form.method).toBe("post");
  });

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
    const pages = [
      optOutPage({ state: "excluded", merchant: evil, token: hostile }),
      optOutPage({ state: "too_many", merchant: evil, token: hostile, typed: `</textarea>${hostile}` }),
      confirmPage({ state: "ask", merchant: evil, token: hostile, wording: hostile, address: `${hostile}@x.example` }),
      oneClickPage({ state: "ask", merchant: evil, token: hostile }),
    ];
    for (const page of pages) {
      expect(page).not.toMatch(/\{\{|\{%|<script/);
      expect(words(page)).toContain("{{ shop.secret }}{%- render 'x' -%}");
      expect(parse(page).querySelectorAll("form")).toHaveLength(1);
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
    for (const name of ["test link", "invalid link", "prefetch", "trouble", "trouble without a link"]) {
      expect(words(FRAGMENTS[name]!)).not.toMatch(/opted out|took effect/);
    }
  });

  it("says where to write when the link is not ours, also when the shop is not known", () => {
    expect(words(FRAGMENTS["invalid link"]!)).toContain("write to hello@boilerparts.example");
    expect(words(FRAGMENTS["invalid link, unknown shop"]!)).toContain("reply to the email");
  });
});

describe("the confirm page", () => {
  it("asks with the exact words, a masked address and one button", () => {
    expect(ask({ wording: "Yes, email me news & offers" })).toContain("Yes, email me news &amp; offers</blockquote>");
    expect(words(ask())).toContain("j…@acme.example");
    expect(ask()).not.toContain("bloggs");
    expect(posted(ask())).toEqual({ method: "post", action: "/apps/twostage/confirm/", fields: { token } });
  });

  it.each(["confirmed", "already confirmed", "expired", "confirm: invalid link", "confirm: excluded"])(
    "has nothing to press when nothing is asked: %s",
    (name) => {
      expect(parse(FRAGMENTS[name]!).querySelector("form")).toBeNull();
    },
  );
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
