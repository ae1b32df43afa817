import type { ReactNode } from "react";
import { BlockStack, Button, Card, Form, InlineStack, Layout, Text } from "@shopify/polaris";
import { ProblemBanner } from "../ProblemBanner";
import type { Act } from "../useAct";

interface Props {
  /** Anchor of the section, as the set-up guide links to it. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly act: Act;
  readonly saveLabel: string;
  readonly onSave: () => void;
  readonly children: ReactNode;
}

/** One form of the settings with its own save button and its own problem. */
export function SettingsSection({ id, title, description, act, saveLabel, onSave, children }: Props) {
  return (
    <Layout.AnnotatedSection id={id} title={title} description={description}>
      <Card>
        <Form onSubmit={onSave} implicitSubmit={false}>
          <BlockStack gap="400">
            <ProblemBanner problem={act.problem} />
            {children}
            <InlineStack align="end">
              <Button submit variant="primary" loading={act.busy !== undefined}>
                {saveLabel}
              </Button>
            </InlineStack>
          </BlockStack>
        </Form>
      </Card>
    </Layout.AnnotatedSection>
  );
}

/** Heading of a group of fields inside a section. */
export function FieldsHeading({ id, children }: { readonly id?: string; readonly children: string }) {
  return (
    <Text as="h3" variant="headingSm" {...(id ? { id } : {})}>
      {children}
    </Text>
  );
}
