import { useLocation, useNavigation, useSearchParams } from "@remix-run/react";

/** The filters of the page's address as last chosen, also while their list is still on its way: a second choice made meanwhile adds to the first. */
export function useChosenFilters(): URLSearchParams {
  const [shown] = useSearchParams();
  const { pathname } = useLocation();
  const { location } = useNavigation();
  return location?.pathname === pathname ? new URLSearchParams(location.search) : shown;
}
