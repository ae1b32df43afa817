import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";

/** A checkout UI extension as its folder declares it. */
export interface Extension {
  targets: string[];
  /** Metafields it may read: only what its configuration names. */
  metafields: { namespace: string; key: string }[];
  networkAccess: boolean;
  /** Texts of the default locale, keys joined by dots. */
  translations: Record<string, string>;
  locale: string;
  bundle: string;
}

/**
 * Reads an extension's configuration, default locale and built bundle.
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
  const locales = await readdir(path.join(folder, "locales")).catch(() => []);
  const defaultLocale = locales.find((name) => name.endsWith(".default.json"));
  return {
    bundle,
    targets: values(toml, "target"),
    metafields: toml
      .split(/^\s*\[\[/m)
      .filter((section) => /^extensions(\.targeting)?\.metafields\]\]/.test(section))
      .map((section) => ({
        namespace: values(section, "namespace")[0] ?? "$app",
        key: values(section, "key")[0] ?? "",
      })),
    networkAccess: /^\s*network_access\s*=\s*true/m.test(toml),
    translations: flatten(JSON.parse(read(`locales/${defaultLocale ?? ""}`) ?? "{}") as Record<string, unknown>),
    locale: defaultLocale?.replace(".default.json", "") ?? "en",
  };
}

const values = (toml: string, key: string): string[] =>
  [...toml.matchAll(new RegExp(`^\\s*${key}\\s*=\\s*"([^"]*)"`, "gm"))].map((m) => m[1] ?? "");

function flatten(texts: Record<string, unknown>, prefix = ""): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === "string"
        ? [[prefix + key, value]]
        : Object.entries(flatten(value as Record<string, unknown>, `${prefix}${key}.`)),
    ),
  );
}
