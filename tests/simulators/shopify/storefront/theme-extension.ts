import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Liquid, TokenKind, type TagToken, type TopLevelToken } from "liquidjs";
import { parse } from "smol-toml";
import { z } from "zod";
import { shopId } from "../admin-api/context";
import { escapeHtml } from "../http";
import type { ShopProfile } from "../options";
import { resolveNamespace, type Metafields } from "../store/metafields";

/** Languages in which the shop is published besides its first: each has its own beginning of an address. */
const ALTERNATE_LOCALES = ["cy", "fr", "de"];
const DEFAULT_LOCALE = "en";

const configuration = z.object({ type: z.literal("theme"), uid: z.uuid() });

type Translations = Record<string, unknown>;

/**
 * A theme app extension as the Online Store runs it: the block's own Liquid, with the texts of the visitor's language, and its assets under the address of a CDN. An unknown tag or filter is an error, as theme-check would have it.
 */
export class ThemeExtension {
  constructor(
    private readonly folder: string,
    private readonly shop: ShopProfile,
    private readonly metafields: Metafields,
  ) {}

  /** The language of an address and what is left of it. */
  localised(pathname: string): { locale: string; path: string } {
    const [, first = ""] = pathname.split("/");
    return ALTERNATE_LOCALES.includes(first)
      ? { locale: first, path: pathname.slice(first.length + 1) }
      : { locale: DEFAULT_LOCALE, path: pathname };
  }

  /** A style sheet of the extension, by the address that `asset_url` gave it. */
  styles(pathname: string): string | undefined {
    const prefix = this.#assetPath("");
    const name = readdirSync(this.#folder("assets")).find((file) => `${prefix}${file}` === pathname);
    return name === undefined ? undefined : readFileSync(this.#folder("assets", name), "utf8");
  }

  /** A block as it stands in a page of the theme, with no setting changed. */
  async block(name: string, page: { locale: string; path: string }): Promise<string> {
    const engine = this.#engine(this.#translations(page.locale));
    return (await engine.parseAndRender(readFileSync(this.#folder("blocks", `${name}.liquid`), "utf8"), {
      shop: { name: this.shop.name, permanent_domain: this.shop.domain, metafields: this.#metafields() },
      request: { locale: { iso_code: page.locale, primary: page.locale === DEFAULT_LOCALE }, path: page.path },
      block: { id: "AbCd1234", type: name, settings: {}, shopify_attributes: `data-shopify-editor-block="{}"` },
    })) as string;
  }

  /**
   * What a block of this app may read of the shop: its own metafields, in `$app`, that a definition opens to the storefront. Shopify's own pages say that a block reads the app's metafields in any case, and apps in the field found that it does
   * not: this is the stricter of the two.
   */
  #metafields(): Record<string, Record<string, { value: unknown; type: string }>> {
    const namespace = resolveNamespace("$app");
    const open = this.metafields
      .ofOwner(shopId)
      .filter((metafield) => metafield.namespace === namespace)
      .filter(({ key }) => this.metafields.definition("SHOP", namespace, key)?.access.storefront === "PUBLIC_READ");
    return {
      $app: Object.fromEntries(
        open.map(({ key, type, value }) => [
          key,
          { type, value: type === "json" ? (JSON.parse(value) as unknown) : value },
        ]),
      ),
    };
  }

  #engine(translations: Translations): Liquid {
    const engine = new Liquid({ strictFilters: true });
    engine.registerFilter("t", (key: string, ...named: [string, string][]) => {
      const text = key
        .split(".")
        .reduce<unknown>((part, name) => (part as Translations | undefined)?.[name], translations);
      if (typeof text !== "string") return `Translation missing: ${key}`;
      const values = Object.fromEntries(named);
      return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_all, name: string) => escapeHtml(values[name] ?? ""));
    });
    engine.registerFilter("asset_url", (name: string) => this.#assetPath(name));
    engine.registerFilter(
      "stylesheet_tag",
      (url: string) => `<link href="${escapeHtml(url)}" rel="stylesheet" type="text/css" media="all" />`,
    );
    engine.registerTag("schema", {
      parse(_tag: TagToken, rest: TopLevelToken[]) {
        for (let token = rest.shift(); token; token = rest.shift())
          if (token.kind === TokenKind.Tag && (token as TagToken).name === "endschema") return;
        throw new Error("'schema' tag was never closed");
      },
      render: () => "",
    });
    return engine;
  }

  #translations(locale: string): Translations {
    const files = readdirSync(this.#folder("locales"));
    const file =
      files.find((name) => name === `${locale}.json`) ?? files.find((name) => name.endsWith(".default.json"));
    return JSON.parse(readFileSync(this.#folder("locales", file ?? ""), "utf8")) as Translations;
  }

  #assetPath(name: string): string {
    const { uid } = configuration.parse(parse(readFileSync(this.#folder("shopify.extension.toml"), "utf8")));
    return `/cdn/shop/extensions/${uid}/assets/${name}`;
  }

  #folder(...parts: string[]): string {
    return path.join(this.folder, ...parts);
  }
}
