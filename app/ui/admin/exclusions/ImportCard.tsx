import { useState } from "react";
import { useRevalidator } from "@remix-run/react";
import { Badge, BlockStack, Button, Card, DropZone, InlineStack, List, ProgressBar, Text } from "@shopify/polaris";
import type { ExclusionImport } from "~/services/exclusions/takeImport";
import { IMPORT_STATE_WORDS, UNREADABLE_WORDS } from "~/ui/exclusionFileWords";
import { ProblemBanner } from "../ProblemBanner";
import { problemIn, type ProblemData } from "../problemData";
import { useAct } from "../useAct";
import { count, counted, useShopTime } from "../useShopTime";
import { sendExclusionFile } from "./exclusionFiles";

/** Takes a file of addresses to exclude: read first, with what it would add; taken in when staff say so. */
export function ImportCard({ imports }: { readonly imports: readonly ExclusionImport[] }) {
  const act = useAct({ take: "The addresses are being excluded", discard: "File let go" });
  const { revalidate } = useRevalidator();
  const [share, setShare] = useState<number | undefined>();
  const [problem, setProblem] = useState<ProblemData | undefined>();
  const send = async (file: File | undefined) => {
    if (!file) return;
    setShare(0);
    setProblem(problemIn(await sendExclusionFile(file, setShare)));
    setShare(undefined);
    revalidate();
  };
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Take in a file
        </Text>
        <Text as="p">
          A copy kept from here, or any plain file with one address a line. It is read first; nobody is excluded before
          you say so. Keys are understood in files of this store only.
        </Text>
        <ProblemBanner problem={problem ?? act.problem} />
        {share === undefined ? (
          <DropZone
            label="File with excluded addresses"
            accept=".csv,.txt"
            allowMultiple={false}
            onDropAccepted={([file]) => void send(file)}
          >
            <DropZone.FileUpload actionTitle="Choose a file" actionHint="CSV or plain text" />
          </DropZone>
        ) : (
          <BlockStack gap="200">
            <ProgressBar
              progress={share * 100}
              size="small"
              tone="highlight"
              ariaLabelledBy="exclusion-file-progress"
            />
            <Text as="p" id="exclusion-file-progress" tone="subdued">
              {`${count(Math.floor(share * 100))} % of the file read. Stay on this page.`}
            </Text>
          </BlockStack>
        )}
        {imports.map((file) => (
          <ImportedFile
            key={file.id}
            file={file}
            busy={act.busy !== undefined}
            onTake={() => act.submit("take", { id: String(file.id) })}
            onDiscard={() => act.submit("discard", { id: String(file.id) })}
          />
        ))}
      </BlockStack>
    </Card>
  );
}

interface FileProps {
  readonly file: ExclusionImport;
  readonly busy: boolean;
  readonly onTake: () => void;
  readonly onDiscard: () => void;
}

function ImportedFile({ file, busy, onTake, onDiscard }: FileProps) {
  const time = useShopTime();
  return (
    <BlockStack gap="200">
      <InlineStack gap="200" align="start" blockAlign="center">
        <Text as="h3" variant="headingSm">{`File of ${time.minute(file.at)}`}</Text>
        <Badge tone={file.state === "finished" ? "success" : "attention"}>{IMPORT_STATE_WORDS[file.state]}</Badge>
      </InlineStack>
      <Text as="p">
        {`${counted(file.lines, "line")}: ${counted(file.addresses, "address", "addresses")} not on the list yet, ${count(file.known)} on it already, ${counted(file.unreadable, "line")} that cannot be read.`}
        {file.state !== "read" && ` ${count(file.taken)} of ${count(file.addresses)} excluded.`}
      </Text>
      {file.unreadableLines.length > 0 && (
        <List>
          {file.unreadableLines.map(({ line, reason }) => (
            <List.Item key={line}>{`Line ${count(line)}: ${UNREADABLE_WORDS[reason]}.`}</List.Item>
          ))}
          {file.unreadable > file.unreadableLines.length && (
            <List.Item>{`And ${count(file.unreadable - file.unreadableLines.length)} more.`}</List.Item>
          )}
        </List>
      )}
      {file.state === "read" && (
        <InlineStack gap="200">
          <Button variant="primary" onClick={onTake} disabled={busy || file.addresses === 0}>
            {`Exclude ${counted(file.addresses, "address", "addresses")} for good`}
          </Button>
          <Button onClick={onDiscard} disabled={busy}>
            Let the file go
          </Button>
        </InlineStack>
      )}
    </BlockStack>
  );
}
