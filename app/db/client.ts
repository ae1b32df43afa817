import { Socket } from "node:net";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
import pg from "pg";
import { env } from "~/lib/env";
import { log } from "~/lib/log";
import { isRemembered, remember } from "~/lib/remember";

/** The process's connections to PostgreSQL, shared by Prisma and the bulk paths. */
export function pool(): pg.Pool {
  return remember("pool", () => connections());
}

const PIPELINE = "pipeline-pool";

/** Connections that take a statement before the one before it is answered: for `pipelined` only. Whoever waits for a lock on one must not keep others from theirs, so there are as many. */
export function pipelinePool(): pg.Pool {
  return remember(PIPELINE, () => connections({ pipeline: true, stream: () => new FlightSocket() }));
}

/** Sends what is written in one turn of the event loop by one call to the system: the statements of a flight leave together, and wake the database once. */
class FlightSocket extends Socket {
  #gathering = false;

  override cork(): void {
    if (!this.#gathering) {
      this.#gathering = true;
      super.cork();
      process.nextTick(() => {
        this.#gathering = false;
        super.uncork();
      });
    }
    super.cork();
  }
}

function connections(options: Pick<pg.PoolConfig, "pipeline" | "stream"> = {}): pg.Pool {
  const created = new pg.Pool({
    connectionString: env().DATABASE_URL,
    max: 12,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    application_name: "twostage",
    keepAlive: true,
    ...options,
  });
  // For whoever has just been given one and does not listen yet: the database may say that it goes in the same breath as that it is ready. What is asked of such a connection fails.
  created.on("connect", (client) => void client.on("error", () => undefined));
  // An idle connection that breaks (database restarted) is replaced on the next use; without a listener it would end the process.
  created.on("error", (error) => log().warn({ err: { message: error.message } }, "idle database connection lost"));
  return created;
}

/** Prisma on the shared connections: everything that is not a bulk path. */
export function prisma(): PrismaClient {
  return remember("prisma", () => new PrismaClient({ adapter: new PrismaPg(pool()) }));
}

/** Ends all connections of the process. */
export async function disconnect(): Promise<void> {
  await prisma().$disconnect();
  if (isRemembered(PIPELINE)) await pipelinePool().end();
  await pool().end();
}
