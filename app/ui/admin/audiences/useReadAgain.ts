import { useRevalidator } from "@remix-run/react";

/**
 * Reads the page again, for acts beside a live count: React Router drops the reading that follows an act when a later submission, such as the count's, is answered before it, even one after which nothing need be read.
 */
export function useReadAgain(): () => void {
  return useRevalidator().revalidate;
}
