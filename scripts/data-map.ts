import { writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { writeDataMap } from "./data-map/write";

const FILE = "docs/data-map.md";

/** Writes docs/data-map.md, formatted as the rest of the tree. */
writeFileSync(FILE, await format(writeDataMap(), { ...(await resolveConfig(FILE)), filepath: FILE }));
