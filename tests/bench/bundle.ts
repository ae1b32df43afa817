import path from "node:path";
import { build } from "esbuild";

/** A process of the benchmarks as one file, as the app itself is built. */
export async function bundleForBench(folder: string, name: string): Promise<string> {
  const outfile = path.join(folder, `${name}.mjs`);
  await build({
    entryPoints: [`tests/bench/${name}.ts`],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    tsconfig: "tsconfig.json",
  });
  return outfile;
}
