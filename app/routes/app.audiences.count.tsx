import type { ActionFunctionArgs } from "@remix-run/node";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { countAudience } from "~/services/audiences/countAudience";
import { countForm } from "~/ui/admin/audiences/audienceShapes";

/** Counts who would be in an audience now, for the forms that choose or change one. Stores nothing; by POST, since criteria may name people. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const what = await readForm(request, countForm);
  return withProblems(async () => ({ audience: await countAudience(shopId, what, new Date()) }));
};
