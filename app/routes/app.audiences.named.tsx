import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { findOptions, NAMED_KINDS } from "~/services/audiences/findOptions";
import { actOrNotReached } from "~/ui/admin/notReached";

const form = z.object({ intent: z.literal("find"), kind: z.enum(NAMED_KINDS), search: z.string() });

/** Finds lists or campaigns by their names, for criteria. Stores nothing; by POST, since a list may be called after somebody. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const { intent, kind, search } = await readForm(request, form);
  return withProblems(async () => ({ done: intent, search, ...(await findOptions(shopId, kind, search)) }));
};

export const clientAction = actOrNotReached;
