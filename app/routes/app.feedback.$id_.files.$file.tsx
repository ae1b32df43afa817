import type { ActionFunctionArgs } from "@remix-run/node";
import { requireStaff, withProblems } from "~/authenticate.server";
import { takeFile } from "~/services/feedback/takeFile";

/**
 * A file that somebody sent with their feedback: always to be saved, never shown, whatever it says it is. By POST, since who took it is noted.
 */
export const action = async ({ request, params }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  return withProblems(async () => {
    const { name, content } = await takeFile(shopId, Number(params.id), params.file ?? "", { actor, at: new Date() });
    return new Response(new Uint8Array(content), {
      headers: {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)}`,
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
      },
    });
  });
};

export const loader = () => new Response(null, { status: 405, headers: { Allow: "POST" } });
