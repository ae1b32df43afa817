import { useNavigate, useSearchParams } from "@remix-run/react";
import { nextPage, previousPage } from "./paging";

/** Keyset paging as Polaris' `IndexTable` and `Pagination` take it. `next` is the cursor of the following page, null on the last. Nothing when there is one page only. */
export function usePaging(next: string | null) {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const previous = previousPage(params);
  if (next === null && !previous) return undefined;
  return {
    hasNext: next !== null,
    hasPrevious: previous !== undefined,
    onNext: () => {
      if (next !== null) navigate({ search: `?${nextPage(params, next)}` });
    },
    onPrevious: () => {
      if (previous) navigate({ search: `?${previous}` });
    },
  };
}
