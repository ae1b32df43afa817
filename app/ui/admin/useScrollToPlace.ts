import { useEffect } from "react";
import { NavigationType, useLocation, useNavigationType } from "@remix-run/react";

/**
 * Shows a page from its top, or from the place its address names. Going back is the browser's own. Remix' own component for it keeps its notes in session storage, which
 * browsers deny to a third-party frame.
 */
export function useScrollToPlace(): void {
  const { key, hash } = useLocation();
  const arrival = useNavigationType();
  useEffect(() => {
    const place = hash ? document.getElementById(hash.slice(1)) : null;
    if (place) place.scrollIntoView();
    else if (arrival === NavigationType.Push) window.scrollTo(0, 0);
  }, [key, hash, arrival]);
}
