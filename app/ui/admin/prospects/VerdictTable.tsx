import { PROSPECT_VERDICTS, type VerdictCounts } from "~/services/prospects/verdicts";
import { VERDICT_WORDS, verdictLabel } from "~/ui/prospectWords";
import { VerdictList } from "../uploads/VerdictList";

interface Props {
  readonly counts: VerdictCounts;
  readonly imported: boolean;
}

/** How many rows of a list of prospects have which verdict. */
export function VerdictTable({ counts, imported }: Props) {
  return (
    <VerdictList
      imported={imported}
      verdicts={PROSPECT_VERDICTS.flatMap((verdict) => {
        const rows = counts[verdict] ?? 0;
        const { explained } = VERDICT_WORDS[verdict];
        return rows > 0 ? [{ verdict, rows, label: verdictLabel(verdict, imported), explained }] : [];
      })}
    />
  );
}
