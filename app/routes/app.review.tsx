import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";
import { BlockStack, Page, Select, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { undoDecision } from "~/services/legalForm/decideByStaff";
import { decideReview } from "~/services/review/decideReview";
import { listDecisions } from "~/services/review/listDecisions";
import { listReview } from "~/services/review/listReview";
import { withFilter } from "~/ui/admin/paging";
import { ReviewDesk } from "~/ui/admin/review/ReviewDesk";
import { useChosenFilters } from "~/ui/admin/useChosenFilters";
import { counted } from "~/ui/admin/useShopTime";

const forms = z.discriminatedUnion("intent", [
  z.object({
    intent: z.literal("decide"),
    items: z.string().max(1000),
    legalForm: z.enum(["corporate", "individual"]),
    reason: z.string().max(500),
  }),
  z.object({ intent: z.literal("undo"), group: z.uuid() }),
]);

const ONLY = [
  { label: "Everything", value: "" },
  { label: "Contradictory only", value: "contradictory" },
];

export const meta: MetaFunction = () => [{ title: "Review | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const { searchParams } = new URL(request.url);
  const [page, decisions] = await Promise.all([
    listReview(shopId, {
      contradictedOnly: searchParams.get("only") === "contradictory",
      after: searchParams.get("after") ?? "",
    }),
    listDecisions(shopId),
  ]);
  return { page, decisions };
};

export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const form = await readForm(request, forms);
  return withProblems(async () => {
    if (form.intent === "undo")
      return { done: form.intent, undone: await undoDecision(shopId, form.group, actor, new Date()) };
    const { intent, items, legalForm, reason } = form;
    const outcome = await decideReview(shopId, items.split(","), { legalForm, reason }, actor, new Date());
    return { done: intent, legalForm, ...outcome };
  });
};

export default function Review() {
  const { page, decisions } = useLoaderData<typeof loader>();
  const params = useChosenFilters();
  const navigate = useNavigate();
  return (
    <Page
      title="Review"
      subtitle="Customers whose legal form somebody has to look at, those with the most orders first"
      titleMetadata={
        <Text as="span" tone="subdued">
          {`${counted(page.contacts, "customer")}, ${page.contradicted} contradictory`}
        </Text>
      }
    >
      <BlockStack gap="400">
        <Text as="p">
          Until somebody decides, they count as individuals and are mailed only after they asked for it and confirmed
          it. Customers at a personal mailbox, on the exclusion list or without a usable address are not here: for them
          a decision would change nothing.
        </Text>
        <div style={{ maxWidth: "20rem" }}>
          <Select
            label="Show"
            name="only"
            labelInline
            options={ONLY}
            value={params.get("only") ?? ""}
            onChange={(value) => navigate({ search: `?${withFilter(params, "only", value)}` })}
          />
        </div>
        <ReviewDesk page={page} decisions={decisions} />
      </BlockStack>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
