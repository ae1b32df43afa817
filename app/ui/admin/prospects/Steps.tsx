import { Text } from "@shopify/polaris";

const STEPS = ["List and origin", "Columns", "Dry run", "Import"] as const;

/** Where in the import of a list staff are. `current` counts from 0; past the last, all is done. */
export function Steps({ current }: { readonly current: number }) {
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
        {STEPS.map((name, index) => (
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
