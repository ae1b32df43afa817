import { useEffect } from "react";
import { useLocation } from "@remix-run/react";

/** Shows a page from its top, or from the part its address names. Remix's own way keeps positions in storage, which browsers deny to a frame of another site. */
export function useScroll(): void {
  const { pathname, hash } = useLocation();
  useEffect(() => {
    const part = hash ? document.getElementById(hash.slice(1)) : null;
    if (part) part.scrollIntoView();
    else window.scrollTo(0, 0);
  }, [pathname, hash]);
}
