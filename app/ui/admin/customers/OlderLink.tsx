import { useSearchParams } from "@remix-run/react";
import { InlineStack, Link } from "@shopify/polaris";

interface Props {
  /** Address parameter that this history's pages go by. */
  readonly name: string;
  /** What follows on the next page; null on the last. */
  readonly older: string | null;
  readonly what: string;
}

/** The way to the older part of a long history, and back to its newest. */
export function OlderLink({ name, older, what }: Props) {
  const [params] = useSearchParams();
  const to = (value: string | null) => {
    const changed = new URLSearchParams(params);
    if (value === null) changed.delete(name);
    else changed.set(name, value);
    return `?${changed}`;
  };
  const shown = params.get(name);
  if (older === null && shown === null) return null;
  return (
    <InlineStack gap="400">
      {shown !== null && <Link url={to(null)}>{`Newest ${what}`}</Link>}
      {older !== null && <Link url={to(older)}>{`Older ${what}`}</Link>}
    </InlineStack>
  );
}
