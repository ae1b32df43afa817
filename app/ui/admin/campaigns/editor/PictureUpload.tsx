import { useEffect, useRef, useState } from "react";
import { BlockStack, Button, InlineError, InlineStack, Text } from "@shopify/polaris";
import { MAX_PICTURE_BYTES, PICTURE_TYPES } from "~/policy/pictures";
import { ProblemBanner } from "../../ProblemBanner";
import { useAct, type Act } from "../../useAct";

interface Props {
  readonly id: string;
  readonly alt: string;
  readonly onReady: (url: string) => void;
}

const PICTURES_URL = "/app/campaigns/pictures";
const LOOK_MS = 1000;
/** Shopify has most pictures ready within seconds. */
const MOST_LOOKS = 60;

/** Takes a picture into the store's files in Shopify, and gives its address once it is there. */
export function PictureUpload({ id, alt, onReady }: Props) {
  const [file, choose] = useState<File | null>(null);
  const [looks, setLooks] = useState(0);
  const act = useAct({}, undefined, PICTURES_URL);
  const { answer, busy, problem } = act;
  const [picture, setPicture] = useState("");
  // A look that did not reach the app is made again, and says nothing.
  const refused = picture !== "" && problem?.code === "not_reached" ? undefined : problem;
  const silent = alt.trim() === "";
  const tooLarge = file !== null && file.size > MAX_PICTURE_BYTES;
  const [taken, take] = useState<Act["answer"]>(undefined);
  if (answer !== taken) {
    take(answer);
    if (typeof answer?.picture === "string") {
      setPicture(answer.picture);
      setLooks(1);
    } else if (typeof answer?.url === "string") {
      setPicture("");
      choose(null);
    } else if (answer?.done === "look") setLooks(looks + 1);
  }
  const given = useRef<Act["answer"]>(undefined);
  useEffect(() => {
    if (given.current === answer) return;
    given.current = answer;
    if (typeof answer?.url === "string") onReady(answer.url);
  }, [answer, onReady]);
  useEffect(() => {
    if (picture === "" || looks > MOST_LOOKS || busy !== undefined || refused) return;
    const timer = setTimeout(() => act.submit("look", { picture }), LOOK_MS);
    return () => clearTimeout(timer);
  }, [picture, looks, busy, refused, act]);
  const waiting = busy === "upload" || (picture !== "" && looks <= MOST_LOOKS && !refused);
  const send = () => {
    setPicture("");
    act.submit("upload", { alt }, file);
  };
  return (
    <BlockStack gap="200">
      <ProblemBanner problem={refused} fieldLabels={{ alt: "What the picture shows" }} />
      <BlockStack gap="100">
        <label htmlFor={id}>
          <Text as="span">Upload a picture to your store</Text>
        </label>
        <InlineStack gap="200" blockAlign="center">
          <input
            id={id}
            key={file === null ? "none" : "chosen"}
            type="file"
            accept={PICTURE_TYPES.join(",")}
            aria-describedby={`${id}-help`}
            onChange={(event) => choose(event.currentTarget.files?.[0] ?? null)}
          />
          <Button onClick={send} loading={waiting} disabled={file === null || silent || tooLarge}>
            Upload
          </Button>
        </InlineStack>
        {tooLarge && <InlineError fieldID={id} message="It is larger than 5 megabytes: make it smaller first" />}
        {file !== null && silent && <InlineError fieldID={id} message="Say above what the picture shows first" />}
        <Text as="p" tone="subdued" id={`${id}-help`}>
          PNG, JPEG or GIF, at most 5 megabytes. It is kept in Shopify, under Content, Files, and its address filled in
          below.
        </Text>
        <div role="status">
          {waiting && (
            <Text as="p" tone="subdued">
              Shopify is preparing the picture.
            </Text>
          )}
          {picture !== "" && looks > MOST_LOOKS && (
            <Text as="p">
              Shopify is still not done. Look under Content, Files in Shopify, and copy its link from there.
            </Text>
          )}
        </div>
      </BlockStack>
    </BlockStack>
  );
}
