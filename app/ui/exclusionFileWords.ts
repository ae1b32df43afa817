import type { UnreadableReason } from "~/services/exclusions/exclusionFile";
import type { ExclusionImport } from "~/services/exclusions/takeImport";
import type { PullState } from "~/services/shops/exclusionReturn";

export const UNREADABLE_WORDS: Readonly<Record<UnreadableReason, string>> = {
  no_address: "no email address",
  key_of_another_store: "a key that was made in another store",
  domain_refused: "a whole domain that cannot be excluded, since many people share it",
  not_text: "not readable text",
};

export const IMPORT_STATE_WORDS: Readonly<Record<ExclusionImport["state"], string>> = {
  read: "Waiting for you",
  running: "Being taken in",
  finished: "Taken in",
};

export const PULL_STATE_WORDS: Readonly<Record<PullState, string>> = {
  waiting: "Not read yet",
  running: "Being read",
  finished: "Read",
  failed: "Failed",
};

const PULL_FAILURE_WORDS: Readonly<Record<string, string>> = {
  key_refused: "SendGrid refused the key. Enter a valid one in Settings.",
  not_allowed:
    "The key may not read suppressions. In SendGrid, under Settings, API Keys, give it Suppressions, read access, then read again.",
};

const SUPPRESSION_FAILURE_WORDS: Readonly<Record<string, string>> = {
  key_refused: "SendGrid refused the key. Enter a valid one in Settings.",
  no_key: "There is no SendGrid key yet. Enter one in Settings.",
  not_allowed:
    "The key may not write suppressions. In SendGrid, under Settings, API Keys, give it Suppressions, full access. Or switch the second net off: nobody on this list is mailed either way.",
};

/** Why SendGrid could not be told of excluded addresses, as a sentence. */
export function suppressionFailureWords(code: string): string {
  return SUPPRESSION_FAILURE_WORDS[code] ?? "SendGrid could not be reached. It is tried again by itself.";
}

/** Why SendGrid's suppressions could not be read, as a sentence. */
export function pullFailureWords(code: string | null): string {
  return PULL_FAILURE_WORDS[code ?? ""] ?? "SendGrid could not be read. Read again in a few minutes.";
}
