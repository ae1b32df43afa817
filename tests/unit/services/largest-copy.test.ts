import fc from "fast-check";
import { expect, it } from "vitest";
import { fillKeys, mergeSubstitutions } from "~/email/mergeKeys";
import { WHY_KEY } from "~/email/substitutions";
import { whyThisMail } from "~/email/whyThisMail";
import { BASES } from "~/policy/reasons";
import { largestCopyBytes } from "~/services/campaigns/largestCopy";

it("no copy of a mail is larger than the one that is measured", () => {
  const merge = [{ field: "name", fallback: "you" }, { field: "first_name", fallback: "x".repeat(60) }] as const; // prettier-ignore
  const html = `<p>%twostage_merge_0_html% %twostage_merge_1_html% ${WHY_KEY}</p>`;
  const most = largestCopyBytes({ html, merge }, { storefrontUrl: "https://s.example", timezone: "Europe/London" });
  const words = fc.array(fc.constantFrom('"', "&", "€", "😀", "a", " ", "%twostage_"), { maxLength: 300 }).map((all) => all.join("")); // prettier-ignore
  fc.assert(
    fc.property(
      words,
      words,
      fc.constantFrom(...BASES),
      fc.constantFrom("customer", "prospect"),
      fc.boolean(),
      fc.date({ min: new Date("2000-01-01"), max: new Date("2050-01-01"), noInvalidDate: true }),
      (name, source, basis, relation, owed, at) => {
        const notice = owed ? { source, obtainedAt: at, keptMonths: 24 } : null;
        const values = {
          ...mergeSubstitutions(merge, { name, company: "" }),
          [WHY_KEY]: whyThisMail({ basis, relation, since: at, timezone: "Europe/London", notice }),
        };
        expect(Buffer.byteLength(fillKeys(html, values))).toBeLessThanOrEqual(most);
      },
    ),
    { seed: 5 },
  );
});
