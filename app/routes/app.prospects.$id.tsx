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
import { PROSPECT_FIELDS } from "~/services/prospects/columns";
import { checkList, rereadList } from "~/services/prospects/describeList";
import { discardList } from "~/services/prospects/forgetLists";
import { askImport } from "~/services/prospects/importProspects";
import { readList, verdictNamed } from "~/services/prospects/readList";
import { ListView } from "~/ui/admin/prospects/ListView";
import { NotFound } from "~/ui/admin/NotFound";
import { useRefresh } from "~/ui/admin/useRefresh";

export const meta: MetaFunction = () => [{ title: "List of prospects | Twostage" }];

export const loader = async ({ request, params }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const { searchParams } = new URL(request.url);
  const verdict = verdictNamed(searchParams.get("verdict"));
  const options = { ...(verdict ? { verdict } : {}), after: searchParams.get("after") ?? "", at: new Date() };
  const page = await nothingIfNotFound(() => readList(shopId, Number(params.id), options));
  return page ? data({ page }) : data({ page: null }, { status: 404 });
};

const position = z.string().regex(/^\d{0,4}$/);
const form = z.union([
  z.object({ intent: z.enum(["import", "discard"]) }),
  z.object({ intent: z.literal("reread"), encoding: z.string(), delimiter: z.string() }),
  z.object({
    intent: z.literal("check"),
    source: z.string(),
    sector: z.string(),
    obtained: z.string(),
    sectorWords: z.string(),
    ...Object.fromEntries(PROSPECT_FIELDS.map((field) => [`column_${field}`, position])),
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
        await rereadList(shopId, id, input, actor, now);
        break;
      case "check":
        await checkList(shopId, id, { ...input, mapping: mappingIn(input) }, actor, now);
        break;
      case "import":
        await askImport(shopId, id, actor, now);
        break;
      case "discard":
        await discardList(shopId, id, actor, now);
        break;
    }
    return { done: input.intent };
  });
};

/** The columns that were chosen, by field. */
function mappingIn(input: Readonly<Record<string, unknown>>) {
  const chosen = PROSPECT_FIELDS.flatMap((field) => {
    const value = input[`column_${field}`];
    return typeof value === "string" && value !== "" ? [[field, Number(value)] as const] : [];
  });
  return Object.fromEntries(chosen);
}

export default function ProspectListPage() {
  const { page } = useLoaderData<typeof loader>();
  useRefresh(page?.list.state === "checking" || page?.list.state === "importing", 1500);
  if (!page) return <NotFound what="List" list={{ label: "Prospects", url: "/app/prospects" }} />;
  return <ListView page={page} />;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
