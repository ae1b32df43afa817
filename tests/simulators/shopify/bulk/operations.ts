import { createReadStream, createWriteStream, type WriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { once } from "node:events";
import type { GraphQLSchema } from "graphql";
import { visibleOrdersSince } from "../admin-api/access";
import type { Settings } from "../options";
import { resolveNamespace } from "../store/metafields";
import type { Store } from "../store/store";
import { AccessDenied, compile, type MetafieldOf, type Projection } from "./projection";
import { readBulkQuery } from "./restrictions";

export type BulkStatus = "CREATED" | "RUNNING" | "CANCELING" | "CANCELED" | "COMPLETED" | "FAILED" | "EXPIRED";
export type BulkErrorCode = "ACCESS_DENIED" | "INTERNAL_SERVER_ERROR" | "TIMEOUT";

/** In the schema's own shape, so that it can be answered as it stands; counts are strings there. */
export interface BulkOperation {
  id: string;
  type: "QUERY";
  status: BulkStatus;
  errorCode: BulkErrorCode | null;
  query: string;
  objectCount: string;
  rootObjectCount: string;
  fileSize: string | null;
  url: string | null;
  partialDataUrl: string | null;
  createdAt: string;
  completedAt: string | null;
}

interface UserError {
  field: string[] | null;
  message: string;
  code?: string;
}

const terminal = new Set<BulkStatus>(["CANCELED", "COMPLETED", "FAILED", "EXPIRED"]);

/** Runs bulk queries over the store, object by object, into files; memory does not grow with the store. */
export class BulkOperations {
  readonly #operations = new Map<string, BulkOperation>();
  readonly #folder = mkdtemp(path.join(tmpdir(), "shopify-bulk-"));
  readonly #running = new Set<Promise<void>>();
  #next = 1;
  #failure: { errorCode: BulkErrorCode; afterObjects: number } | undefined;
  #gate: { opened: Promise<void>; open: () => void } | undefined;
  #closing = false;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly settings: Settings,
    private readonly store: Store,
    /** Address of a result file. */
    private readonly addressOf: (operation: BulkOperation) => string,
    private readonly onFinish: (operation: BulkOperation) => void,
  ) {}

  get(id: string): BulkOperation | undefined {
    return this.#operations.get(id);
  }

  readonly #metafieldOf: MetafieldOf = (record, namespace, key) =>
    this.store.metafields.ofRecord(record, resolveNamespace(namespace), key);

  all(): BulkOperation[] {
    return [...this.#operations.values()];
  }

  /** Lets the next operation fail after so many root objects, leaving partial data. */
  failNext(errorCode: BulkErrorCode = "INTERNAL_SERVER_ERROR", afterObjects = 1): void {
    this.#failure = { errorCode, afterObjects };
  }

  /** Operations started from now on stay RUNNING before their first object until {@link release}. */
  hold(): void {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    this.#gate = { opened, open };
  }

  release(): void {
    this.#gate?.open();
    this.#gate = undefined;
  }

  /** `bulkOperationRunQuery`. Only where objects are grouped may an app rely on lines following their parent: else all root objects come first. */
  runQuery(
    query: string,
    scopes: ReadonlySet<string>,
    grouped: boolean,
  ): { bulkOperation: BulkOperation | null; userErrors: UserError[] } {
    const refuse = (field: string[] | null, message: string, code: string) => ({
      bulkOperation: null,
      userErrors: [{ field, message, code }],
    });
    const read = readBulkQuery(this.schema, query);
    if ("refusal" in read) return refuse(["query"], read.refusal, "INVALID");
    const running = this.all().filter((o) => !terminal.has(o.status));
    const [first] = running;
    if (first && running.length >= this.settings.concurrentBulkQueries) {
      const message = `A bulk query operation for this app and shop is already in progress: ${first.id}.`;
      return refuse(null, message, "OPERATION_IN_PROGRESS");
    }
    const operation: BulkOperation = {
      id: `gid://shopify/BulkOperation/${this.#next++}`,
      type: "QUERY",
      status: "CREATED",
      errorCode: null,
      query,
      objectCount: "0",
      rootObjectCount: "0",
      fileSize: null,
      url: null,
      partialDataUrl: null,
      createdAt: this.#time(),
      completedAt: null,
    };
    this.#operations.set(operation.id, operation);
    const failure = this.#failure;
    this.#failure = undefined;
    const run = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() =>
        this.#run(operation, () => compile(this.schema, read, scopes, this.#metafieldOf), scopes, grouped, failure),
      )
      .finally(() => this.#running.delete(run));
    this.#running.add(run);
    // The answer shows the operation as it is now; it changes while it runs.
    return { bulkOperation: { ...operation }, userErrors: [] };
  }

  /** `bulkOperationCancel` */
  cancel(id: string): { bulkOperation: BulkOperation | null; userErrors: UserError[] } {
    const operation = this.get(id);
    if (!operation)
      return { bulkOperation: null, userErrors: [{ field: ["id"], message: "Bulk operation does not exist" }] };
    if (terminal.has(operation.status)) {
      const message = `A bulk operation cannot be canceled when it is ${operation.status.toLowerCase()}`;
      return { bulkOperation: operation, userErrors: [{ field: null, message }] };
    }
    operation.status = "CANCELING";
    this.release();
    return { bulkOperation: { ...operation }, userErrors: [] };
  }

  /** Where an operation's result lies. */
  async file(operation: BulkOperation): Promise<string> {
    return path.join(await this.#folder, `${operation.id.split("/").at(-1) ?? ""}.jsonl`);
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.release();
    await Promise.all(this.#running);
    await rm(await this.#folder, { recursive: true, force: true });
  }

  #time(): string {
    return new Date(this.settings.now()).toISOString();
  }

  async #run(
    operation: BulkOperation,
    projection: () => Projection,
    scopes: ReadonlySet<string>,
    grouped: boolean,
    failure: { errorCode: BulkErrorCode; afterObjects: number } | undefined,
  ): Promise<void> {
    // Read anew each time: cancelling changes it while this waits.
    const status = (): BulkStatus => operation.status;
    if (status() === "CREATED") operation.status = "RUNNING";
    await this.#gate?.opened;
    const file = await this.file(operation);
    const output = createWriteStream(file);
    const below = grouped ? output : createWriteStream(`${file}.below`);
    let failed: BulkErrorCode | undefined;
    try {
      failed = await this.#write(operation, projection(), { output, below }, scopes, failure);
    } catch (error) {
      failed = error instanceof AccessDenied ? "ACCESS_DENIED" : "INTERNAL_SERVER_ERROR";
      this.settings.log(
        `bulk operation ${operation.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
    if (below === output) output.end();
    else {
      below.end();
      await once(below, "close");
      await pipeline(createReadStream(`${file}.below`), output);
    }
    if (!output.closed) await once(output, "close");
    const { size } = await stat(file);
    operation.fileSize = size > 0 ? String(size) : null;
    operation.completedAt = this.#time();
    const address = size > 0 ? this.addressOf(operation) : null;
    if (status() === "CANCELING") {
      operation.status = "CANCELED";
      operation.partialDataUrl = address;
    } else if (failed) {
      operation.status = "FAILED";
      operation.errorCode = failed;
      operation.partialDataUrl = address;
    } else {
      operation.status = "COMPLETED";
      operation.url = address;
    }
    if (!this.#closing) this.onFinish(operation);
  }

  async #write(
    operation: BulkOperation,
    projection: Projection,
    { output, below }: { output: WriteStream; below: WriteStream },
    scopes: ReadonlySet<string>,
    failure: { errorCode: BulkErrorCode; afterObjects: number } | undefined,
  ): Promise<BulkErrorCode | undefined> {
    const since = visibleOrdersSince(scopes, this.settings.now());
    let roots = 0;
    let objects = 0;
    for await (const batch of this.store.stream(projection.type)) {
      const texts = new Map<WriteStream, string>([output, below].map((stream) => [stream, ""]));
      for (const record of batch) {
        if (this.#closing || operation.status === "CANCELING") break;
        if (failure && roots >= failure.afterObjects) break;
        if (!projection.selects(record)) continue;
        if (projection.type === "Order" && Date.parse(record.createdAt as string) < since) continue;
        const lines = await projection.lines(record, (id) => this.store.children(id));
        roots += 1;
        objects += lines.length;
        for (const [place, line] of lines.entries()) {
          const stream = place === 0 ? output : below;
          texts.set(stream, `${texts.get(stream) ?? ""}${JSON.stringify(line)}\n`);
        }
      }
      operation.rootObjectCount = String(roots);
      operation.objectCount = String(objects);
      for (const [stream, text] of texts) if (text !== "" && !stream.write(text)) await once(stream, "drain");
      if (this.#closing || operation.status === "CANCELING") return undefined;
      if (failure && roots >= failure.afterObjects) return failure.errorCode;
    }
    return failure?.errorCode;
  }
}
