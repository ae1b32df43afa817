import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const bundles = new Map<string, Promise<string>>();

/** A script for the browser, bundled on first use from a source file of the simulator and kept for the process. */
export function browserBundle(source: string, format: "iife" | "esm"): Promise<string> {
  const known = bundles.get(source);
  if (known) return known;
  const bundle = build({
    entryPoints: [fileURLToPath(new URL(source, import.meta.url))],
    bundle: true,
    write: false,
    format,
    target: "es2022",
    legalComments: "none",
    logLevel: "silent",
  }).then((result) => result.outputFiles[0]?.text ?? "");
  bundles.set(source, bundle);
  return bundle;
}
