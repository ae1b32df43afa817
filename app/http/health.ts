import type { ServerResponse } from "node:http";
import { pool } from "~/db/client";
import { answerText } from "./answer";

/** `GET /healthz`: the process runs. */
export function answerHealth(response: ServerResponse): void {
  answerText(response, 200, "ok");
}

/** `GET /readyz`: the process can serve: its database answers and has the app's tables, and it is not about to end. */
export async function answerReadiness(response: ServerResponse, stopping: boolean): Promise<void> {
  if (stopping) return answerText(response, 503, "stopping");
  try {
    await pool().query("SELECT 1 FROM shop LIMIT 1");
    answerText(response, 200, "ready");
  } catch {
    answerText(response, 503, "the database does not answer, or has not been migrated");
  }
}
