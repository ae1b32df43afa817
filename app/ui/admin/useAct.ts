import { useEffect, useMemo } from "react";
import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { problemIn, type ProblemData } from "./problemData";

/** A form's way to its page's action. */
export interface Act {
  /** Sends an intent with its values, and with a file where there is one. */
  submit(intent: string, values?: Readonly<Record<string, string>>, file?: File | null): void;
  /** The intent under way, until the page shows its effect. */
  readonly busy: string | undefined;
  /** What came of the last one, when it was refused: the same object for the same answer. */
  readonly problem: ProblemData | undefined;
  /** What the action answered last, when it was done. */
  readonly answer: Readonly<Record<string, unknown>> | undefined;
}

/** Sends intents to the page's own action, or to that of the route `to`, without leaving the page. `toasts` are the words shown when an intent was done; `onDone` is called with the intent after it. */
export function useAct(toasts: Readonly<Record<string, string>>, onDone?: (intent: string) => void, to?: string): Act {
  const fetcher = useFetcher<unknown>();
  const shopify = useAppBridge();
  const { data } = fetcher;
  const done = isDone(data) ? data : undefined;
  const problem = useMemo(() => problemIn(data), [data]);
  useEffect(() => {
    if (!done) return;
    const words = toasts[done.done];
    if (words) shopify.toast.show(words);
    onDone?.(done.done);
    // Once for each answer: the words and the callback are new with every drawing of the page.
  }, [done]);
  const intent = fetcher.formData?.get("intent");
  return {
    submit: (name, values = {}, file = null) => {
      const target = { method: "post", ...(to ? { action: to } : {}) } as const;
      if (!file) return fetcher.submit({ ...values, intent: name }, target);
      const form = new FormData();
      for (const [field, value] of Object.entries({ ...values, intent: name })) form.set(field, value);
      form.set("file", file);
      fetcher.submit(form, { ...target, encType: "multipart/form-data" });
    },
    busy: fetcher.state !== "idle" && typeof intent === "string" ? intent : undefined,
    problem: fetcher.state === "submitting" ? undefined : problem,
    answer: done,
  };
}

function isDone(data: unknown): data is { done: string } & Record<string, unknown> {
  return typeof data === "object" && data !== null && "done" in data && typeof data.done === "string";
}
