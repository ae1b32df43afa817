import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";

/** A checkout UI extension as its folder declares it. */
export interface Extension {
  targets: string[];
  /** Metafields it may read: only what its configuration names. */
  metafields: { namespace: string; key: string }[];
  networkAccess: boolean;
  /** Its texts by locale, keys joined by dots. */
  texts: ReadonlyMap<string, Record<string, string>>;
  defaultLocale: string;
  bundle: string;
}

/** The extension's locale for a buyer's language: the same, else the language without its region, else the default. */
export function localeFor(extension: Extension, language: string): string {
  const base = language.split("-")[0] ?? "";
  return [language, base].find((tag) => extension.texts.has(tag)) ?? extension.defaultLocale;
}

const configuration = z.object({
  extensions: z.array(
    z.object({
      targeting: z.array(z.object({ target: z.string() })),
      metafields: z.array(z.object({ namespace: z.string(), key: z.string() })).default([]),
      capabilities: z.object({ network_access: z.boolean().default(false) }).default({ network_access: false }),
    }),
  ),
});

/**
 * Reads an extension's configuration, locales and built bundle.
 *
 * @returns undefined where nothing is built yet: a checkout then shows no block, as in a shop that has not added it.
 */
export async function readExtension(folder: string): Promise<Extension | undefined> {
  const read = (name: string): string | undefined => {
    try {
      return readFileSync(path.join(folder, name), "utf8");
    } catch {
      return undefined;
    }
  };
  const bundle = read("dist/consent-checkout.js");
  const toml = read("shopify.extension.toml");
  if (bundle === undefined || toml === undefined) return undefined;
  const [extension] = configuration.parse(parse(toml)).extensions;
  if (!extension) return undefined;
  const locales = await readdir(path.join(folder, "locales")).catch(() => []);
  const textsIn = (name: string) => flatten(JSON.parse(read(`locales/${name}`) ?? "{}") as Record<string, unknown>);
  const localeOf = (name: string) => name.replace(/(\.default)?\.json$/, "");
  return {
    bundle,
    targets: extension.targeting.map((t) => t.target),
    metafields: extension.metafields,
    networkAccess: extension.capabilities.network_access,
    texts: new Map(locales.map((name) => [localeOf(name), textsIn(name)])),
    defaultLocale: localeOf(locales.find((name) => name.endsWith(".default.json")) ?? "en.json"),
  };
}

function flatten(texts: Record<string, unknown>, prefix = ""): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === "string"
        ? [[prefix + key, value]]
        : Object.entries(flatten(value as Record<string, unknown>, `${prefix}${key}.`)),
    ),
  );
}
