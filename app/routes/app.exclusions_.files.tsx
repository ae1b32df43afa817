import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Box, Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { listExports } from "~/services/exclusions/exportExclusions";
import { readSecondNet, setSecondNet } from "~/services/exclusions/secondNet";
import { discardImport, listImports, requestImport } from "~/services/exclusions/takeImport";
import { readExclusionReturn, requestPullAgain } from "~/services/shops/exclusionReturn";
import { ExclusionReturnCard } from "~/ui/admin/exclusions/ExclusionReturnCard";
import { ExportCard } from "~/ui/admin/exclusions/ExportCard";
import { ImportCard } from "~/ui/admin/exclusions/ImportCard";
import { SecondNetCard } from "~/ui/admin/exclusions/SecondNetCard";
import { useRefresh } from "~/ui/admin/useRefresh";

export const meta: MetaFunction = () => [{ title: "Safe keeping of the exclusion list | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const [returned, net, exports, imports] = await Promise.all([
    readExclusionReturn(shopId),
    readSecondNet(shopId),
    listExports(shopId),
    listImports(shopId),
  ]);
  return { returned, net, exports, imports };
};

const id = z.coerce.number().int().positive();
const form = z.discriminatedUnion("intent", [
  z.object({ intent: z.enum(["pull", "net_on", "net_off"]) }),
  z.object({ intent: z.literal("take"), id }),
  z.object({ intent: z.literal("discard"), id }),
]);

export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const now = new Date();
  const input = await readForm(request, form);
  return withProblems(async () => {
    switch (input.intent) {
      case "pull":
        await requestPullAgain(shopId, actor, now);
        break;
      case "net_on":
      case "net_off":
        await setSecondNet(shopId, input.intent === "net_on", actor, now);
        break;
      case "take":
        await requestImport(shopId, input.id, actor, now);
        break;
      case "discard":
        await discardImport(shopId, input.id, actor, now);
    }
    return { done: input.intent };
  });
};

export default function ExclusionFiles() {
  const { returned, net, exports, imports } = useLoaderData<typeof loader>();
  useRefresh(!returned.returned || imports.some(({ state }) => state === "running"), 3000);
  return (
    <Page
      title="Safe keeping of the exclusion list"
      subtitle="How exclusions outlive the app, and how they return"
      backAction={{ content: "Exclusion list", url: "/app/exclusions" }}
    >
      <Box paddingBlockEnd="800">
        <BlockStack gap="400">
          <ExclusionReturnCard returned={returned} />
          <SecondNetCard net={net} />
          <ExportCard exports={exports} />
          <ImportCard imports={imports} />
        </BlockStack>
      </Box>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
