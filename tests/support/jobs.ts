import { pool } from "~/db/client";
import type { JobName, Jobs } from "~/db/queue";

/** What is queued under a name, oldest first, as every other connection sees it. */
export async function jobs<N extends JobName>(name: N): Promise<Jobs[N][]> {
  const { rows } = await pool().query<{ data: Jobs[N] }>(
    "SELECT data FROM pgboss.job WHERE name = $1 AND state = 'created' ORDER BY created_on, id",
    [name],
  );
  return rows.map(({ data }) => data);
}
