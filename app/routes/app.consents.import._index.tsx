import {
  redirect,
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Box, Layout, Page } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { z } from "zod";
import { requireStaff, withProblems } from "~/authenticate.server";
import { readForm } from "~/forms.server";
import { listImports } from "~/services/consentImports/readImport";
import { uploadImport } from "~/services/consentImports/uploadImport";
import { countOf, WITH_EVIDENCE, WITHOUT_EVIDENCE } from "~/services/consentImports/verdicts";
import { MAX_FILE_BYTES } from "~/services/prospects/listFile";
import { ImportList } from "~/ui/admin/consents/ImportList";
import { ImportUpload } from "~/ui/admin/consents/ImportUpload";
import { WhyNoMail } from "~/ui/admin/consents/WhyNoMail";
import { Steps } from "~/ui/admin/uploads/Steps";
import { IMPORT_STEPS } from "~/ui/consentImportWords";

export const meta: MetaFunction = () => [{ title: "Consents collected elsewhere | Twostage" }];

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { shopId } = await requireStaff(request);
  const imports = (await listImports(shopId)).map(({ id, name, state, counts, uploadedAt, uploadedBy }) => ({
    id,
    name,
    state,
    confirmed: countOf(counts, WITH_EVIDENCE),
    unconfirmed: countOf(counts, WITHOUT_EVIDENCE),
    uploadedAt,
    uploadedBy,
  }));
  return { imports, maxBytes: MAX_FILE_BYTES };
};

const form = z.object({ intent: z.literal("upload"), name: z.string(), file: z.instanceof(File).optional() });

export const action = async ({ request }: ActionFunctionArgs) => {
  const { shopId, actor } = await requireStaff(request);
  const { file, name } = await readForm(request, form);
  return withProblems(async () => {
    const uploaded = file && { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
    return redirect(`/app/consents/import/${await uploadImport(shopId, name, uploaded ?? null, actor, new Date())}`);
  });
};

export default function ConsentsCollectedElsewhere() {
  const { imports, maxBytes } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Consents collected elsewhere"
      subtitle="Evidence of who asked for your emails and confirmed it before Twostage"
      backAction={{ content: "Consent wording", url: "/app/wording" }}
    >
      <Box paddingBlockEnd="800">
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <Steps steps={IMPORT_STEPS} current={0} />
              <ImportUpload maxBytes={maxBytes} />
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <WhyNoMail />
              <ImportList imports={imports} />
            </BlockStack>
          </Layout.Section>
        </Layout>
      </Box>
    </Page>
  );
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
