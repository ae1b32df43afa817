import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireStaff } from "~/authenticate.server";

export const loader = async ({ request }: LoaderFunctionArgs) => {
  await requireStaff(request);
  return null;
};
