import type { ActionFunctionArgs } from "@remix-run/node";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { Problem } from "~/lib/errors";
import { countAudience } from "~/services/audiences/countAudience";
import { countForm } from "~/ui/admin/audiences/audienceShapes";
import { actOrNotReached } from "~/ui/admin/notReached";

/** Counts who would be in an audience now, for the forms that choose or change one. Stores nothing; by POST, since criteria may name people. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const what = await readForm(request, countForm);
  return withProblems(async () => {
    try {
      return { audience: await countAudience(shopId, what, new Date()) };
    } catch (error) {
      // A number half typed is no failure of a form that counts as it is changed.
      if (error instanceof Problem && error.code === "input_invalid")
        return { problem: { code: error.code, fields: error.fields } };
      throw error;
    }
  });
};

export const clientAction = actOrNotReached;
