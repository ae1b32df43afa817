import { useEffect } from "react";
import { useFetchers, type ShouldRevalidateFunction } from "@remix-run/react";

/** What was asked of the app without leaving the page, as React Router tells it. */
interface Asked {
  readonly formAction?: string | undefined;
  readonly formData?: FormData | undefined;
}

let underWay: readonly Asked[] = [];

/** Notes what is being asked, until the page shows its effect: drawn once, around all pages, since an act outlives the part of a page that asked. */
export function ActsUnderWay(): null {
  const fetchers = useFetchers();
  useEffect(() => {
    underWay = fetchers.filter(({ formData }) => formData !== undefined);
  });
  return null;
}

/**
 * For pages on which something is asked that changes nothing they show. They are not read again after it, unless an act is under way whose effect they have still to read: React Router drops such a reading when anything asked for
 * meanwhile is answered before it has ended, whenever that was asked for.
 */
export function notAfter(changesNothing: (asked: Asked) => boolean): ShouldRevalidateFunction {
  return (asked) =>
    asked.defaultShouldRevalidate && !(changesNothing(asked) && underWay.every((other) => changesNothing(other)));
}
