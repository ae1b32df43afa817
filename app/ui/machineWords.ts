/** What opened a link, as policy/machineOptOut.ts keeps it. */
export function agentWords(agent: string): string {
  if (agent === "bot") return "A program by its own name";
  if (agent === "none") return "Did not say what it is";
  return agent === "other" ? "Another browser" : `Browser: ${BROWSERS[agent] ?? agent}`;
}

const BROWSERS: Readonly<Record<string, string>> = { Edg: "Edge", OPR: "Opera" };

/** How soon after hand-over, as the end of a sentence. */
export function secondsWords(seconds: number | null): string {
  if (seconds === null) return "";
  if (seconds < 120) return `, ${seconds} ${seconds === 1 ? "second" : "seconds"} after the email went`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120
    ? `, ${minutes} minutes after the email went`
    : `, ${Math.round(minutes / 60)} hours after the email went`;
}
