import { expect, it } from "vitest";
import { ERASURE_STEPS } from "~/services/privacy/erasureSteps";
import { erasedWords } from "~/ui/privacy/erasedWords";

it.each(ERASURE_STEPS.map(({ table }) => table))("what an erasure takes out of %s has words of its own", (table) => {
  const bare = table.replaceAll("_", " ");
  expect(erasedWords(table).toLowerCase()).not.toBe(bare);
});
