import { Text } from "@shopify/polaris";

interface Props {
  readonly steps: readonly string[];
  /** Counts from 0; past the last, all is done. */
  readonly current: number;
}

/** Where in the import of a file staff are. */
export function Steps({ steps, current }: Props) {
  return (
    <nav aria-label="Steps of the import">
      <ol
        style={{
          listStyle: "none",
          margin: 0,
          padding: 0,
          display: "flex",
          flexWrap: "wrap",
          gap: "var(--p-space-400)",
        }}
      >
        {steps.map((name, index) => (
          <li key={name} aria-current={index === current ? "step" : undefined}>
            <Text
              as="span"
              fontWeight={index === current ? "bold" : "regular"}
              tone={index === current ? undefined : "subdued"}
            >
              {`${index + 1}. ${name}${index < current ? " (done)" : ""}`}
            </Text>
          </li>
        ))}
      </ol>
    </nav>
  );
}
