import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { fetchPublished, readStanding, type Standing } from "./account";
import { askApp } from "./askApp";
import { LinkRequest } from "./LinkRequest";
import type { Tick } from "./tick";
import { troubleNow, type Trouble } from "./trouble";
import { baseOf, type Published } from "./wording";

/** Shopify's entry for `customer-account.profile.block.render`. */
export default function extension() {
  render(shopify.extension.editor ? <EditorNote /> : <ProfileBlock />, document.body);
}

/** What is known on the page: nothing yet, nothing to ask with, or all. */
type Known = "loading" | "nothing" | Trouble | { published: Published; endpoint: string; standing: Standing };

/** Shows the person who is logged in whether they get offers by email, lets them ask for them, and stop them at once: withdrawing is as easy as giving (UK GDPR Art 7(3)). */
function ProfileBlock() {
  const { translate } = shopify.i18n;
  const [known, setKnown] = useState<Known>("loading");
  const load = async () => {
    setKnown("loading");
    setKnown(await lookUp());
  };
  useEffect(() => void load(), []);
  if (known === "nothing") return null;
  return (
    <s-section heading={translate("heading")}>
      {known === "loading" ? (
        <s-spinner accessibilityLabel={translate("loading")} />
      ) : typeof known === "string" ? (
        <s-stack gap="small">
          <s-banner tone="critical">{translate(known === "offline" ? "offline" : "notLoaded")}</s-banner>
          <s-button onClick={() => void load()}>{translate("retry")}</s-button>
        </s-stack>
      ) : (
        <Choice {...known} onStanding={(standing) => setKnown({ ...known, standing })} />
      )}
    </s-section>
  );
}

async function lookUp(): Promise<Known> {
  try {
    const published = await fetchPublished(shopify.localization.language.value.isoCode);
    const endpoint = published?.accountEndpoint;
    if (!published || !endpoint) return "nothing";
    const asked = await askApp(endpoint, () => shopify.sessionToken.get());
    if (typeof asked === "string") return asked;
    const standing = readStanding(asked.answer);
    return standing ? { published, endpoint, standing } : "failed";
  } catch {
    return troubleNow();
  }
}

interface ChoiceProps {
  published: Published;
  endpoint: string;
  standing: Standing;
  onStanding: (standing: Standing) => void;
}

function Choice({ published, endpoint, standing, onStanding }: ChoiceProps) {
  const { translate } = shopify.i18n;
  const [state, setState] = useState<"rest" | "stopping" | Trouble>("rest");

  /** Sends what the person wants, and shows where they stand then. */
  async function post(body: object): Promise<"sent" | Trouble> {
    const asked = await askApp(endpoint, () => shopify.sessionToken.get(), body);
    if (typeof asked === "string") return asked;
    const now = readStanding(asked.answer);
    if (!now) return "failed";
    onStanding(now);
    return "sent";
  }
  async function stop() {
    if (state === "stopping") return;
    setState("stopping");
    const done = await post({ intent: "withdraw" });
    setState(done === "sent" ? "rest" : done);
  }

  return (
    <s-stack gap="base">
      <s-text>{words(standing)}</s-text>
      {standing.standing === "stopped" && standing.contact ? (
        <s-text color="subdued">{translate("stoppedBack", { contact: standing.contact })}</s-text>
      ) : null}
      {standing.standing === "none" ? (
        <LinkRequest
          published={published}
          translate={translate}
          send={(tick: Tick) => post({ intent: "request", ...tick })}
        />
      ) : null}
      {state !== "rest" && state !== "stopping" ? (
        <s-banner tone="critical">{translate(state === "offline" ? "offline" : "notStopped")}</s-banner>
      ) : null}
      {standing.standing === "stopped" ? null : (
        <s-button variant="secondary" loading={state === "stopping"} onClick={() => void stop()}>
          {translate(state === "stopping" ? "stopping" : "stop")}
        </s-button>
      )}
    </s-stack>
  );
}

function words({ standing, since }: Standing): string {
  const { translate, formatDate } = shopify.i18n;
  const date = since ? formatDate(since, { dateStyle: "long", inExtensionLocale: !hasOwnTexts() }) : "";
  switch (standing) {
    case "none":
      return translate("standingNone");
    case "asked":
      return translate("standingAsked");
    case "confirmed":
      return translate("standingConfirmed", { date });
    case "stopped":
      return translate("standingStopped");
  }
}

/** Whether the texts are in the buyer's own language: then dates are written as in their region too. */
function hasOwnTexts(): boolean {
  const { language, extensionLanguage } = shopify.localization;
  return baseOf(language.value.isoCode) === baseOf(extensionLanguage.value.isoCode);
}

/** The editor knows no customer: it tells the merchant what stands here. */
function EditorNote() {
  return <s-banner tone="info">{shopify.i18n.translate("profileEditor")}</s-banner>;
}
