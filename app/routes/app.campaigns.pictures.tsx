import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { lookAtPicture, uploadPicture } from "~/services/pictures/uploadPicture";
import { adminOf } from "~/shopify.server";
import { actOrNotReached } from "~/ui/admin/notReached";

const form = z.union([
  z.object({ intent: z.literal("upload"), alt: z.string(), file: z.instanceof(File) }),
  z.object({ intent: z.literal("look"), picture: z.string() }),
]);

/** Takes a picture for a mail into the store's files, and tells when it is there. */
export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, shopDomain, actor } = await requireStaff(request);
  const input = await readForm(request, form);
  return withProblems(async () => {
    const admin = await adminOf(shopDomain);
    if (input.intent === "look") return { done: input.intent, url: await lookAtPicture(input.picture, admin) };
    const { file, alt } = input;
    const chosen = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()), alt };
    return { done: input.intent, picture: await uploadPicture(shopId, chosen, admin, actor, new Date()) };
  });
};

export const clientAction = actOrNotReached;
