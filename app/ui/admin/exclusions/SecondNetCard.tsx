import { Badge, Banner, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import type { SecondNet } from "~/services/exclusions/secondNet";
import { suppressionFailureWords } from "~/ui/exclusionFileWords";
import { FactList } from "../FactList";
import { ProblemBanner } from "../ProblemBanner";
import { useAct } from "../useAct";
import { counted } from "../useShopTime";

/** Whether excluded addresses are on SendGrid's own list too, and how far that is. */
export function SecondNetCard({ net }: { readonly net: SecondNet }) {
  const act = useAct({ net_on: "SendGrid is being told", net_off: "SendGrid is no longer told" });
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <InlineStack gap="200" align="start" blockAlign="center">
            <Text as="h2" variant="headingMd">
              Second net at SendGrid
            </Text>
            <Badge tone={net.on ? "success" : "attention"}>{net.on ? "On" : "Off"}</Badge>
          </InlineStack>
          <Button
            onClick={() => act.submit(net.on ? "net_off" : "net_on")}
            loading={act.busy === "net_on" || act.busy === "net_off"}
          >
            {net.on ? "Switch off" : "Switch on"}
          </Button>
        </InlineStack>
        <ProblemBanner problem={act.problem} />
        <Text as="p">
          Twostage never mails an excluded address. With the second net, SendGrid refuses these addresses as well,
          whatever else sends through your account. A personal reply to somebody who wrote to you still reaches them.
        </Text>
        <FactList
          items={[
            { term: "SendGrid knows", description: counted(net.told, "address", "addresses") },
            ...(net.waiting > 0
              ? [{ term: "Still to be told", description: counted(net.waiting, "address", "addresses") }]
              : []),
            ...(net.refused > 0
              ? [
                  {
                    term: "Not taken by SendGrid",
                    description: `${counted(net.refused, "address", "addresses")}, excluded here all the same`,
                  },
                ]
              : []),
          ]}
        />
        {net.on && net.failure !== null && (
          <Banner tone="warning" title="SendGrid has not been told of everybody">
            <p>{suppressionFailureWords(net.failure)}</p>
          </Banner>
        )}
      </BlockStack>
    </Card>
  );
}
