import { readFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { describe, expect, it } from "vitest";
import { ERASED_OTHERWISE, ERASURE_STEPS } from "~/services/privacy/erasureSteps";
import { ERASED, KEPT, REDUCED } from "~/services/privacy/redactShop";
import { RETENTION_IDS, RETENTION_RULES } from "~/services/privacy/retentionRules";
import type { About, Kept } from "../../scripts/data-map/types";
import { DATA_TABLES, writeDataMap } from "../../scripts/data-map/write";

const FILE = "docs/data-map.md";

interface Entry {
  readonly place: string;
  readonly about: About;
  readonly kept: readonly Kept[];
}
const entries: readonly Entry[] = DATA_TABLES.flatMap(({ table, kept, columns }) =>
  columns.flatMap(([names, , about, own]) =>
    names.split(" ").map((name) => ({ place: `${table}.${name}`, about, kept: own ?? kept })),
  ),
);
const of = (table: string) => entries.filter(({ place }) => place.startsWith(`${table}.`));
const emptied = (set: string) => [...set.matchAll(/(?:^|, )(\w+) = /g)].map(([, name]) => name ?? "");

describe("the data map", () => {
  it("is written anew whenever the rules or the map of the columns change (npm run docs:data-map)", async () => {
    const config = await resolveConfig(FILE);
    expect(readFileSync(FILE, "utf8")).toBe(await format(writeDataMap(), { ...config, filepath: FILE }));
  });

  it("names no table and no column twice", () => {
    const places = entries.map(({ place }) => place);
    expect([...new Set(places)]).toEqual(places);
    expect(new Set(DATA_TABLES.map(({ table }) => table)).size).toBe(DATA_TABLES.length);
  });

  it("keeps nothing for good that tells who a contact is, and has all of it go with the person and with the store", () => {
    for (const { place, kept } of entries.filter(({ about }) => about === "contact")) {
      expect(kept, place).not.toContain("proof");
      expect(kept, place).toContain("store");
      if (place !== "review_item.key") expect(kept, place).toContain("person");
    }
  });

  it.each(RETENTION_IDS)("names the rule %s for what it removes, and for nothing else", (id) => {
    const removed = Object.entries(RETENTION_RULES[id].tables).flatMap(([table, columns]) =>
      columns.length > 0 ? columns.map((column) => `${table}.${column}`) : of(table).map(({ place }) => place),
    );
    const named = entries.filter(({ kept }) => kept.includes(id)).map(({ place }) => place);
    expect(named.sort()).toEqual(removed.sort());
  });

  it("says what an erasure takes out, as the erasure does it", () => {
    const gone = ERASURE_STEPS.flatMap(({ table, set }) =>
      set ? emptied(set).map((column) => `${table}.${column}`) : of(table).map(({ place }) => place),
    );
    const otherwise = Object.keys(ERASED_OTHERWISE).flatMap((table) => of(table).map(({ place }) => place));
    const said = entries.filter(({ kept }) => kept.includes("person")).map(({ place }) => place);
    for (const place of said) expect([...gone, ...otherwise], place).toContain(place);
    // What an erasure sets otherwise is no data of theirs: an ended case, a token that leads nowhere.
    const also = ["feedback_case.state", "feedback_case.due_at", "feedback_case.closed_at", "feedback_case.outcome"];
    for (const place of gone) if (!also.includes(place)) expect(said, place).toContain(place);
  });

  it("says what goes with the store, as that does it", () => {
    const gone = [
      ...ERASED.flatMap((table) => of(table).map(({ place }) => place)),
      ...REDUCED.flatMap(({ table, set }) => emptied(set).map((column) => `${table}.${column}`)),
    ];
    const said = entries.filter(({ kept }) => kept.includes("store")).map(({ place }) => place);
    expect(said.filter((place) => !place.startsWith("session.")).sort()).toEqual(gone.sort());
    for (const table of KEPT) for (const { place, kept } of of(table)) expect(kept, place).not.toContain("store");
  });
});
