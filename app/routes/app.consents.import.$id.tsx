import {
  data,
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { nothingIfNotFound, requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { IMPORT_FIELDS } from "~/services/consentImports/columns";
import { checkImport, rereadImport } from "~/services/consentImports/describeImport";
import { discardImport } from "~/services/consentImports/forgetImports";
import { importVerdictNamed, readImport } from "~/services/consentImports/readImport";
import { askToTake } from "~/services/consentImports/takeConsents";
import { ImportView } from "~/ui/admin/consents/ImportView";
import { NotFound } from "~/ui/admin/NotFound";
import { useRefresh } from "~/ui/admin/useRefresh";

export const meta: MetaFunction = () => [{ title: "Consents collected elsewhere | Twostage" }];

export const loader = async ({ request, params }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const { searchParams } = new URL(request.url);
  const verdict = importVerdictNamed(searchParams.get("verdict"));
  const options = { ...(verdict ? { verdict } : {}), after: searchParams.get("after") ?? "" };
  const page = await nothingIfNotFound(() => readImport(shopId, Number(params.id), options));
  return page ? data({ page }) : data({ page: null }, { status: 404 });
};

const position = z.string().regex(/^\d{0,4}$/);
const form = z.union([
  z.object({ intent: z.literal("discard") }),
  z.object({ intent: z.literal("reread"), encoding: z.string(), delimiter: z.string() }),
  z.object({ intent: z.literal("take"), signedBy: z.string(), agreed: z.enum(["yes", "no"]) }),
  z.object({
    intent: z.literal("check"),
    wording: z.string(),
    place: z.string(),
    proof: z.string(),
    ...Object.fromEntries(IMPORT_FIELDS.map((field) => [`column_${field}`, position])),
  }),
]);

export const action = async ({ request, params }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const input = await readForm(request, form);
  const id = Number(params.id);
  const now = new Date();
  return withProblems(async () => {
    switch (input.intent) {
      case "reread":
        await rereadImport(shopId, id, input, actor, now);
        break;
      case "check":
        await checkImport(shopId, id, { ...input, mapping: mappingIn(input) }, actor, now);
        break;
      case "take":
        await askToTake(shopId, id, { signedBy: input.signedBy, agreed: input.agreed === "yes" }, actor, now);
        break;
      case "discard":
        await discardImport(shopId, id, actor, now);
        break;
    }
    return { done: input.intent };
  });
};

/** The columns that were chosen, by field. */
function mappingIn(input: Readonly<Record<string, unknown>>) {
  const chosen = IMPORT_FIELDS.flatMap((field) => {
    const value = input[`column_${field}`];
    return typeof value === "string" && value !== "" ? [[field, Number(value)] as const] : [];
  });
  return Object.fromEntries(chosen);
}

export default function ConsentImportPage() {
  const { page } = useLoaderData<typeof loader>();
  useRefresh(page?.found.state === "checking" || page?.found.state === "importing", 1500);
  if (!page)
    return <NotFound what="File" list={{ label: "Consents collected elsewhere", url: "/app/consents/import" }} />;
  return <ImportView page={page} />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
