import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractConfig from "dependency-cruiser/config-utl/extract-depcruise-config";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const rules = await extractConfig(path.resolve(".dependency-cruiser.cjs"));
const names = (rules.forbidden ?? []).map(({ name = "" }) => name);

async function breaks(
  baseDir: string,
  folders: string[],
): Promise<{ modules: string[]; broken: { rule: string; said: string }[] }> {
  const tsConfigFile = path.join(baseDir, "tsconfig.json");
  const { output } = await cruise(
    folders,
    {
      ...rules.options,
      baseDir,
      ruleSet: { forbidden: rules.forbidden, options: { ...rules.options, tsConfig: { fileName: tsConfigFile } } },
      tsConfig: { fileName: tsConfigFile },
      validate: true,
    } as Parameters<typeof cruise>[1],
    { ...rules.options?.enhancedResolveOptions, tsConfig: tsConfigFile } as Parameters<typeof cruise>[2],
    { tsConfig: extractTSConfig(tsConfigFile) },
  );
  const { modules, summary } = output as ICruiseResult;
  return {
    modules: modules.map(({ source }) => source),
    broken: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, said: `${from} -> ${to}` })),
  };
}

describe("the layers", () => {
  let app: Awaited<ReturnType<typeof breaks>>;

  beforeAll(async () => {
    app = await breaks(process.cwd(), ["app", "extensions", "scripts"]);
  }, 60_000);

  it("are looked at in every file of the app", () => {
    const sources = readdirSync("app", { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
    expect(sources.filter((name) => !app.modules.includes(`app/${name}`))).toEqual([]);
    expect(sources.length).toBeGreaterThan(50);
  });

  it.each(names)("are kept: %s", (name) => {
    expect(app.broken.filter(({ rule }) => rule === name).map(({ said }) => said)).toEqual([]);
  });
});

/** For each rule an app that breaks it: files, each with what it imports. */
const BREAKS: Record<string, Record<string, string[]>> = {
  "policy-is-pure": { "app/policy/a.ts": ["./b"], "app/policy/b.ts": ["node:fs"] },
  "lib-knows-no-layer": { "app/lib/a.ts": ["~/policy/b"], "app/policy/b.ts": [] },
  "email-on-policy": { "app/email/a.ts": ["~/lib/b"], "app/lib/b.ts": [] },
  "email-does-no-io": { "app/email/a.ts": ["node:fs"] },
  "db-on-policy": { "app/db/a.ts": ["~/email/b"], "app/email/b.ts": [] },
  "integrations-on-email": { "app/integrations/shopify/a.ts": ["~/db/b"], "app/db/b.ts": [] },
  "services-on-integrations": { "app/services/a.ts": ["~/shopify.server"], "app/shopify.server.ts": [] },
  "jobs-on-services": { "app/jobs/a.ts": ["~/http/b"], "app/http/b.ts": [] },
  "ui-on-policy": { "app/ui/a.ts": ["~/db/b"], "app/db/b.ts": [] },
  "routes-reach-no-database": { "app/routes/a.ts": ["~/db/b"], "app/db/b.ts": [] },
  "sendgrid-through-jobs": {
    "app/services/delivery/a.ts": ["~/integrations/sendgrid/client"],
    "app/integrations/sendgrid/client.ts": [],
  },
  "nothing-imports-tests": { "app/services/a.ts": ["../../tests/b"], "tests/b.ts": [] },
  "apart-from-the-extensions": { "extensions/one/src/a.ts": ["~/policy/b"], "app/policy/b.ts": [] },
  "no-circles": { "app/services/a.ts": ["./b"], "app/services/b.ts": ["./a"] },
};

describe("each rule", () => {
  const root = mkdtempSync(path.join(tmpdir(), "layers-"));
  afterAll(() => rmSync(root, { recursive: true }));

  it.each(names)("sees when it is broken: %s", async (name) => {
    const baseDir = path.join(root, name);
    const files = BREAKS[name] ?? {};
    for (const [file, imports] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(baseDir, file)), { recursive: true });
      // Types count too: a layer that knows another's types knows the layer.
      const lines = imports.map(
        (name, index) => `import type * as i${index} from "${name}"; export type T${index} = typeof i${index};`,
      );
      writeFileSync(path.join(baseDir, file), `${lines.join("\n")}\nexport const own = 1;\n`);
    }
    const compilerOptions = {
      module: "ESNext",
      moduleResolution: "Bundler",
      baseUrl: ".",
      paths: { "~/*": ["./app/*"] },
    };
    writeFileSync(path.join(baseDir, "tsconfig.json"), JSON.stringify({ compilerOptions }));
    const { broken } = await breaks(
      baseDir,
      ["app", "extensions"].filter((folder) => Object.keys(files).some((file) => file.startsWith(`${folder}/`))),
    );
    expect(broken.map(({ rule }) => rule)).toContain(name);
  });
});

describe("the app's files", () => {
  const sources = readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => ({ name: `app/${name}`, text: readFileSync(path.join("app", name), "utf8") }));
  const holding = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name);

  it("read the environment in one place", () => {
    expect(holding(/\bprocess\s*\.\s*env\b|\benv\b[^;\n]*from "node:process"|import\.meta\.env/)).toEqual([
      "app/lib/env.ts",
    ]);
  });

  it("write to the log, never to the console", () => {
    expect(holding(/\bconsole\s*\./)).toEqual([]);
  });

  describe("hand no list of contacts out as a file (P6)", () => {
    const asFile = /content-disposition|text\/csv|ms-excel|officedocument|\bdownload\s*=|createObjectURL/i;

    it("but for one person's own data and evidence, what one person sent with their feedback, the rows of a merchant's own upload that were not stored, the exclusion list, and the audit", () => {
      expect(holding(asFile).sort()).toEqual([
        "app/csvFile.server.ts",
        "app/routes/app.audit_.export.tsx",
        "app/routes/app.customers.$id_.evidence.tsx",
        "app/routes/app.exclusions_.export.tsx",
        "app/routes/app.feedback.$id_.files.$file.tsx",
        "app/routes/app.privacy.$id_.file.tsx",
        "app/ui/admin/saveDownload.ts",
      ]);
      expect(holding(/["'](?:[^"']*\/)csvFile\.server["']/)).toEqual([
        "app/routes/app.consents.import.$id_.set-aside.tsx",
        "app/routes/app.prospects.$id_.rejected.tsx",
      ]);
      expect(holding(/\bsaveDownload\(|<RowsDownload\b/).sort()).toEqual([
        "app/ui/admin/audit/ExportAuditCard.tsx",
        "app/ui/admin/consents/ImportView.tsx",
        "app/ui/admin/customers/EvidenceCard.tsx",
        "app/ui/admin/exclusions/ExportCard.tsx",
        "app/ui/admin/feedback/Thread.tsx",
        "app/ui/admin/privacy/FileButtons.tsx",
        "app/ui/admin/prospects/ListView.tsx",
        "app/ui/admin/saveDownload.ts",
        "app/ui/admin/uploads/RowsDownload.tsx",
      ]);
    });

    it("and the audit, which names no contact, through the service that keeps who took it and what for", () => {
      const textOf = (name: string) => sources.find((source) => source.name === name)?.text ?? "";
      const route = textOf("app/routes/app.audit_.export.tsx");
      expect(route.match(/from "~\/services\/[^"]+"/g)).toEqual(['from "~/services/audit/exportAudit"']);
      const tables = textOf("app/services/audit/exportAudit.ts").match(/\b(?:FROM|JOIN|UPDATE|INTO)\s+\w+/g);
      expect(tables).toEqual(["FROM audit_event"]);
    });

    it("and one person's data only for a request of theirs, through the service that keeps who took it", () => {
      const route = sources.find(({ name }) => name === "app/routes/app.privacy.$id_.file.tsx")?.text ?? "";
      expect(route.match(/from "~\/services\/[^"]+"/g)).toEqual(['from "~/services/privacy/personFile"']);
      expect(holding(/\bcollectPersonFile\(/)).toEqual(["app/services/privacy/personFile.ts"]);
    });

    it("and those come from nowhere but the rows that are no contacts", () => {
      const textOf = (name: string) => sources.find((source) => source.name === name)?.text ?? "";
      const route = textOf("app/routes/app.prospects.$id_.rejected.tsx");
      expect(route.match(/from "~\/services\/[^"]+"/g)).toEqual(['from "~/services/prospects/writeRejected"']);
      const tables = textOf("app/services/prospects/writeRejected.ts").match(/\b(?:FROM|JOIN|UPDATE|INTO)\s+\S+.*/g);
      expect(tables).toEqual([expect.stringMatching(/^FROM prospect_row WHERE .* AND verdict <> 'added' AND /)]);
      const consents = textOf("app/routes/app.consents.import.$id_.set-aside.tsx");
      expect(consents.match(/from "~\/services\/[^"]+"/g)).toEqual(['from "~/services/consentImports/writeSetAside"']);
      const setAside = textOf("app/services/consentImports/writeSetAside.ts").match(
        /\b(?:FROM|JOIN|UPDATE|INTO)\s+\S+.*/g,
      );
      expect(setAside).toEqual([expect.stringMatching(/^FROM consent_import_row WHERE .* AND verdict::text <> ALL/)]);
    });

    it("and what came with feedback is one file of one case, noted before it is given", () => {
      const textOf = (name: string) => sources.find((source) => source.name === name)?.text ?? "";
      const route = textOf("app/routes/app.feedback.$id_.files.$file.tsx");
      expect(route.match(/from "~\/services\/[^"]+"/g)).toEqual(['from "~/services/feedback/takeFile"']);
      const tables = textOf("app/services/feedback/takeFile.ts").match(/\b(?:FROM|JOIN|UPDATE|INTO)\s+\S+/g);
      expect(tables).toEqual(["FROM feedback_attachment"]);
    });

    it("and the evidence is of one contact, through the service that logs who, when and why before it reads anything", () => {
      const textOf = (name: string) => sources.find((source) => source.name === name)?.text ?? "";
      const route = textOf("app/routes/app.customers.$id_.evidence.tsx");
      expect(route.match(/from "~\/services\/[^"]+"/g)).toEqual(['from "~/services/evidence/exportEvidence"']);
      const service = textOf("app/services/evidence/exportEvidence.ts");
      expect(service.indexOf("INSERT INTO evidence_export")).toBeLessThan(service.indexOf("readPack(shopId, contact"));
      expect(service.indexOf("INSERT INTO evidence_export")).toBeGreaterThan(0);
      const statements = ["exportEvidence", "readMails", "readRequests"].flatMap(
        (name) => textOf(`app/services/evidence/${name}.ts`).match(/\bWHERE .*/g) ?? [],
      );
      // Each statement is about one contact, one mailbox or one address, or about no person at all.
      expect(statements.length).toBeGreaterThan(6);
      for (const statement of statements)
        expect(statement).toMatch(/(\.id|contact_id|exclusion_key|consent_key|\bkey) = \$\d|mailedTo\("r", "\$1", "ARRAY\[\$\d::bytea\]"\)|^WHERE shop_id = \$1",$/); // prettier-ignore
      expect(holding(/\/app\/customers\/\$\{contactId\}\/evidence\b/)).toEqual([
        "app/ui/admin/customers/EvidenceCard.tsx",
      ]);
    });

    it("and the exclusion list, which says whom not to mail, only through the service that logs who, when and why", () => {
      const textOf = (name: string) => sources.find((source) => source.name === name)?.text ?? "";
      const route = textOf("app/routes/app.exclusions_.export.tsx");
      expect(route.match(/from "~\/services\/[^"]+"/g)).toEqual(['from "~/services/exclusions/exportExclusions"']);
      const statements = textOf("app/services/exclusions/exportExclusions.ts").match(
        /\b(?:FROM|JOIN|UPDATE|INSERT INTO)\s+\w+/g,
      );
      expect(statements).toEqual([
        "INSERT INTO exclusion_export",
        "FROM exclusion",
        "UPDATE exclusion_export",
        "FROM exclusion_export",
      ]);
      expect(holding(/\/app\/exclusions\/export\b/)).toEqual(["app/ui/admin/exclusions/ExportCard.tsx"]);
    });
  });

  it("know nothing of simulators or tests", () => {
    expect(holding(/simulat|vitest|tests\//i)).toEqual([]);
  });

  it("keep time, chance and the globals of the process out of the policy", () => {
    // A date that is given is no clock.
    const impure = holding(
      /\bDate\.now\b|\bDate\(\s*\)|\bDate\.bind\b|\bMath\.random\b|\bcrypto\b|\bprocess\b|\bglobalThis\b|\bfetch\(|\bsetTimeout\b|\bperformance\b/,
    );
    expect(impure.filter((name) => name.startsWith("app/policy/"))).toEqual([]);
    expect(impure.length).toBeGreaterThan(5);
  });
});
