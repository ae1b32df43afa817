import {
  redirect,
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { MAX_FILE_BYTES } from "~/services/prospects/listFile";
import { uploadList, type Declaration } from "~/services/prospects/uploadList";
import { Steps } from "~/ui/admin/uploads/Steps";
import { PROSPECT_STEPS } from "~/ui/prospectWords";
import { UploadForm } from "~/ui/admin/prospects/UploadForm";

export const meta: MetaFunction = () => [{ title: "Import prospects | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  await requireStaff(request);
  return { maxBytes: MAX_FILE_BYTES };
};

const form = z.object({
  intent: z.literal("upload"),
  name: z.string(),
  way: z.string(),
  account: z.string(),
  file: z.instanceof(File).optional(),
});

export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const { file, name, way, account } = await readForm(request, form);
  return withProblems(async () => {
    const uploaded = file && { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
    const declared = { name, way, account } as Declaration;
    return redirect(`/app/prospects/${await uploadList(shopId, declared, uploaded ?? null, actor, new Date())}`);
  });
};

export default function NewProspects() {
  const { maxBytes } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Import prospects"
      subtitle="Companies that are not your customers yet, from a list of your own"
      backAction={{ content: "Prospects", url: "/app/prospects" }}
    >
      <BlockStack gap="400">
        <Steps steps={PROSPECT_STEPS} current={0} />
        <UploadForm maxBytes={maxBytes} />
      </BlockStack>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
