import { useState } from "react";
import { useRevalidator } from "@remix-run/react";
import { Badge, BlockStack, Button, Card, DropZone, InlineStack, List, ProgressBar, Text } from "@shopify/polaris";
import type { ExclusionFileLook } from "~/services/exclusions/lookIntoFile";
import type { ExclusionImport } from "~/services/exclusions/takeImport";
import { IMPORT_STATE_WORDS, UNREADABLE_WORDS } from "~/ui/exclusionFileWords";
import { UploadProblem } from "../uploads/FileField";
import { problemIn, type ProblemData } from "../problemData";
import { useAct } from "../useAct";
import { count, counted, useShopTime } from "../useShopTime";
import { ExclusionFileColumns } from "./ExclusionFileColumns";
import { lookIntoFile, sendExclusionFile } from "./exclusionFiles";

/** Takes a file of addresses to exclude: read first, with what it would add; taken in when staff say so. */
export function ImportCard({ imports }: { readonly imports: readonly ExclusionImport[] }) {
  const act = useAct({ take: "The addresses are being excluded", discard: "File let go" });
  const { revalidate } = useRevalidator();
  const [share, setShare] = useState<number | undefined>();
  const [problem, setProblem] = useState<ProblemData | undefined>();
  const [chosen, setChosen] = useState<{ file: File; look: ExclusionFileLook } | undefined>();
  const [looking, setLooking] = useState(false);
  const send = async (file: File, columns?: ExclusionFileLook) => {
    setChosen(undefined);
    setShare(0);
    setProblem(problemIn(await sendExclusionFile(file, columns, setShare)));
    setShare(undefined);
    revalidate();
  };
  const lookAt = async (file: File | undefined, reading?: { encoding: string; delimiter: string }) => {
    if (!file) return;
    setLooking(true);
    const answer = await lookIntoFile(file, reading);
    setLooking(false);
    setProblem(problemIn(answer));
    if (!isLook(answer)) return;
    if (answer.own) return send(file);
    // One column leaves nothing to choose, unless staff are choosing already.
    if (answer.columns.length === 1 && !chosen) return send(file, answer);
    setChosen({ file, look: answer });
  };
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Take in a file
        </Text>
        <Text as="p">
          A copy kept from here, or any file with addresses: as CSV with the columns you choose, or plain with one a
          line. It is read first; nobody is excluded before you say so. Keys are understood in files of this store only.
        </Text>
        <UploadProblem problem={problem ?? act.problem} />
        {chosen ? (
          <ExclusionFileColumns
            look={chosen.look}
            busy={looking}
            onLookAgain={(reading) => void lookAt(chosen.file, reading)}
            onColumn={(column) => setChosen({ ...chosen, look: { ...chosen.look, column } })}
            onRead={() => void send(chosen.file, chosen.look)}
            onLeave={() => setChosen(undefined)}
          />
        ) : share === undefined ? (
          <DropZone
            label="File with excluded addresses"
            accept=".csv,.tsv,.txt"
            allowMultiple={false}
            onDropAccepted={([file]) => void lookAt(file)}
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

function isLook(answer: unknown): answer is ExclusionFileLook {
  return typeof answer === "object" && answer !== null && "columns" in answer && "own" in answer;
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
