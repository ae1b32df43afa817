/**
 * The driver adapter that the Prisma command line migrates through, so that the schema engine that ships inside the
 * `prisma` package (WebAssembly) serves and no native binary is fetched. `@prisma/adapter-pg` 6.19 leaves four gaps when
 * the schema engine drives it (prisma/orm#27403, #29635); each override below closes one.
 */
import pg from "pg";
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlQuery,
  type SqlResultSet,
  type Transaction,
} from "@prisma/driver-adapter-utils";
import { PrismaPg } from "@prisma/adapter-pg";

const CHAR = 18;
const TEXT = 25;
const TEXT_ARRAY = 1009;
const INT8 = 20;

/** Catalogue types the adapter calls unsupported, by object id: name, name[], reg*, pg_node_tree, void, xid. */
const READ_AS = new Map<number, number>([
  [CHAR, TEXT],
  [19, TEXT],
  [1003, TEXT_ARRAY],
  ...[24, 2202, 2205, 2206, 4089, 4096, 194, 2278].map((oid) => [oid, TEXT] as const),
  [28, INT8],
]);

/** The parts of the adapter's queryable that its types keep to themselves. */
interface Internals {
  performIO(query: SqlQuery): Promise<{ fields?: { dataTypeID: number }[] }>;
  queryRaw(query: SqlQuery): Promise<SqlResultSet>;
  startTransaction?(isolation?: string): Promise<Transaction>;
  executeScript?(script: string): Promise<void>;
  client: pg.Pool;
  onError(error: unknown): never;
}

// The engine arms watchdog timers of 10 s and 60 s and never clears them, which would keep the command line alive long
// after its work. A timer without a reference still fires while a query is open.
const armTimer = globalThis.setTimeout;
globalThis.setTimeout = ((callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
  const timer = armTimer(callback, ms, ...args);
  if ((ms ?? 0) >= 10_000) timer.unref();
  return timer;
}) as typeof setTimeout;

function closeGaps<T extends object>(queryable: T): T {
  const inner = queryable as unknown as Internals;
  const performIO = inner.performIO.bind(inner);
  const queryRaw = inner.queryRaw.bind(inner);
  let charColumns: number[] = [];
  inner.performIO = async (query) => {
    const result = await performIO(query);
    charColumns = [];
    result.fields?.forEach((field, column) => {
      if (field.dataTypeID === CHAR) charColumns.push(column);
      field.dataTypeID = READ_AS.get(field.dataTypeID) ?? field.dataTypeID;
    });
    return result;
  };
  // Columns such as pg_constraint.contype must reach the engine as Character: it panics when they come as Text. There is
  // one connection, so calls are serial and the columns noted above are this query's.
  inner.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const column of charColumns) result.columnTypes[column] = ColumnTypeEnum.Character;
    return result;
  };
  if (inner.startTransaction) {
    const start = inner.startTransaction.bind(inner);
    inner.startTransaction = async (isolation) => closeGaps(await start(isolation));
    // The whole script at once by the simple query protocol: splitting at ";" breaks functions and literals.
    inner.executeScript = async (script) => {
      try {
        await inner.client.query(script);
      } catch (error) {
        inner.onError(error);
      }
    };
  }
  return queryable;
}

export class PrismaPgForMigrate extends PrismaPg {
  constructor(private readonly target: pg.PoolConfig & { connectionString: string }) {
    super(target);
  }

  /** One connection: advisory locks and SET must meet the same session again. */
  override async connect() {
    return closeGaps(
      await new PrismaPg(this.pool(this.target.connectionString), { disposeExternalPool: true }).connect(),
    );
  }

  override async connectToShadowDb(): Promise<Awaited<ReturnType<PrismaPg["connectToShadowDb"]>>> {
    const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
    const admin = new pg.Client(this.target);
    await admin.connect();
    await admin.query(`CREATE DATABASE "${name}" TEMPLATE template0`);
    const url = new URL(this.target.connectionString);
    url.pathname = `/${name}`;
    const adapter: SqlDriverAdapter = closeGaps(
      await new PrismaPg(this.pool(url.href), { disposeExternalPool: true }).connect(),
    );
    const dispose = adapter.dispose.bind(adapter);
    adapter.dispose = async () => {
      await dispose();
      await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
      await admin.end();
    };
    return adapter as Awaited<ReturnType<PrismaPg["connectToShadowDb"]>>;
  }

  private pool(connectionString: string) {
    return new pg.Pool({ connectionString, max: 1, idleTimeoutMillis: 0, allowExitOnIdle: true });
  }
}
