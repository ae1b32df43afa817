import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const isBuiltIn = (type: ts.Type) =>
  type.symbol?.declarations?.some((each) => each.getSourceFile().fileName.includes("node_modules")) ?? false;

/** Every function that a file of app/services exports and that is told who acts: by a parameter `actor`, or by one whose type has an `actor`, itself or in one of its parts. As `exclusions/exclude.ts#exclude`. */
export function functionsWithActor(): string[] {
  const root = path.resolve("app/services");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const config = ts.readConfigFile("tsconfig.json", (name) => readFileSync(name, "utf8"));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, process.cwd());
  const program = ts.createProgram(
    files.map((name) => path.join(root, name)),
    { ...options, noEmit: true, skipLibCheck: true },
  );
  const checker = program.getTypeChecker();
  const own = (type: ts.Type) => checker.getPropertyOfType(checker.getNonNullableType(type), "actor") !== undefined;
  const hasActor = (given: ts.Type) => {
    const type = checker.getNonNullableType(given);
    if (own(type)) return true;
    // Not into what the language itself is made of.
    const parts = (type.flags & ts.TypeFlags.Object) === 0 || isBuiltIn(type) ? [] : checker.getPropertiesOfType(type);
    return parts.some((part) => own(checker.getTypeOfSymbol(part)));
  };
  const found: string[] = [];
  for (const name of files) {
    const source = program.getSourceFile(path.join(root, name));
    const module = source && checker.getSymbolAtLocation(source);
    for (const symbol of module ? checker.getExportsOfModule(module) : []) {
      const [signature] = checker.getTypeOfSymbol(symbol).getCallSignatures();
      const told = signature?.parameters.some((parameter) => {
        const type = checker.getTypeOfSymbol(parameter);
        const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
        return parameter.name === "actor" || hasActor(type) || (element !== undefined && hasActor(element));
      });
      if (told) found.push(`${name.replaceAll("\\", "/")}#${symbol.name}`);
    }
  }
  return found.sort();
}
