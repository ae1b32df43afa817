import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { standingExclusions, type ListEvent } from "~/policy/optOutUndo";

const history = (...acts: readonly string[]): ListEvent[] =>
  acts.map((text, index) => {
    const [act, link] = text.split(" ") as [ListEvent["act"], string | undefined];
    return { id: String(index + 1), act, ...(link ? { link } : {}) };
  });

describe("what stands of an address's history, for the link A", () => {
  test.each<[string, ListEvent[], string[], string[]]>([
    ["nothing, when nothing happened", [], [], []],
    ["its own opt-out", history("excluded A"), ["1"], []],
    [
      "its own opt-outs, all of them, when the page was opened twice",
      history("excluded A", "excluded A"),
      ["1", "2"],
      [],
    ],
    ["what was there before", history("excluded", "excluded A"), ["2"], ["1"]],
    ["what came after", history("excluded A", "excluded"), ["1"], ["2"]],
    ["another link's", history("excluded B", "excluded A"), ["2"], ["1"]],
    ["nothing before a release", history("excluded", "excluded A", "released"), [], []],
    ["what came after a release", history("excluded", "released", "excluded A"), ["3"], []],
    ["nothing of its own that was taken back", history("excluded", "excluded A", "undone A"), [], ["1"]],
    [
      "nothing of another link that was taken back",
      history("excluded B", "excluded", "undone B", "excluded A"),
      ["4"],
      ["2"],
    ],
    ["an opt-out after one was taken back", history("excluded", "excluded A", "undone A", "excluded A"), ["4"], ["1"]],
    ["what another link took back does not touch", history("excluded A", "excluded B", "undone B"), ["1"], []],
  ])("is %s", (_what, events, own, others) => {
    expect(standingExclusions(events, "A")).toMatchObject({ own, others });
  });

  test("is, whatever happened, what a plain model keeps: who put it there, less who took it back", () => {
    const event = fc.record({
      act: fc.constantFrom<ListEvent["act"]>("excluded", "excluded", "released", "undone"),
      link: fc.constantFrom("A", "B", undefined),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        let model: { id: string; link: string | undefined }[] = [];
        const told: ListEvent[] = [];
        for (const [index, { act, link }] of events.entries()) {
          if (act === "undone" && link === undefined) continue;
          const id = String(index);
          told.push({ id, act, ...(link ? { link } : {}) });
          if (act === "excluded") model.push({ id, link });
          else model = act === "released" ? [] : model.filter((one) => one.link !== link);
        }
        const { own, others } = standingExclusions(told, "A");
        expect([own, others]).toEqual([
          model.filter(({ link }) => link === "A").map(({ id }) => id),
          model.filter(({ link }) => link !== "A").map(({ id }) => id),
        ]);
      }),
      { seed: 20_261_126, numRuns: 2000 },
    );
  });
});
