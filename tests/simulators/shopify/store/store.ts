import { catalogue, collections } from "../storefront/catalogue";
import { Metafields } from "./metafields";
import { type CollectionRecord, type CustomerRecord, type OrderRecord, type StoreRecord, typeOfId } from "./records";
import { Segments } from "./segments";
import { StoreFile, type UnreadableLine } from "./store-file";

/** What the shop holds: the file's objects with what happened since laid over them. */
export class Store {
  readonly metafields = new Metafields();
  readonly segments: Segments;
  /** Products in each collection, by gid. */
  readonly collections = new Map<string, CollectionRecord>(
    collections.map(({ number, title, handles }) => {
      const id = `gid://shopify/Collection/${number}`;
      const products = catalogue.filter(({ handle }) => handles.includes(handle));
      return [id, { id, title, productIds: products.map((product) => `gid://shopify/Product/${product.number}`) }];
    }),
  );
  readonly orders = new Map<string, OrderRecord>();
  readonly #file: StoreFile | undefined;
  readonly #changed = new Map<string, CustomerRecord>();
  readonly #created: string[] = [];
  readonly #deleted = new Set<string>();
  #nextNumber: number;

  private constructor(file: StoreFile | undefined, createdAt: string) {
    this.segments = new Segments(createdAt);
    this.#file = file;
    this.#nextNumber = (file?.greatestNumber ?? 1_000) + 1;
  }

  static async open(path: string | undefined, createdAt: string): Promise<Store> {
    return new Store(path === undefined ? undefined : await StoreFile.open(path), createdAt);
  }

  /** Lines of the store file that hold no object. */
  get unreadable(): readonly UnreadableLine[] {
    return this.#file?.unreadable ?? [];
  }

  /** An unused number for a new object's id. */
  nextNumber(): number {
    return this.#nextNumber++;
  }

  async customer(id: string): Promise<CustomerRecord | undefined> {
    if (this.#deleted.has(id) || typeOfId(id) !== "Customer") return undefined;
    return this.#changed.get(id) ?? (await this.#file?.read(id));
  }

  /** Any object of the file: companies, locations and whatever else an export holds. */
  async record(id: string): Promise<StoreRecord | undefined> {
    return typeOfId(id) === "Customer" ? this.customer(id) : this.#file?.read(id);
  }

  children(parentId: string): Promise<StoreRecord[]> {
    return this.#file?.children(parentId) ?? Promise.resolve([]);
  }

  /** Ids of all objects of a type, oldest first. */
  ids(type: string): string[] {
    const ids = this.#file?.ids(type) ?? [];
    return type === "Customer" ? [...ids, ...this.#created].filter((id) => !this.#deleted.has(id)) : [...ids];
  }

  /** All objects of a type in batches, without holding them together. */
  async *stream(type: string): AsyncGenerator<StoreRecord[]> {
    if (this.#file) {
      for await (const batch of this.#file.stream(type)) {
        yield batch.filter((r) => !this.#deleted.has(r.id)).map((r) => this.#changed.get(r.id) ?? r);
      }
    }
    if (type === "Order") yield [...this.orders.values()];
    if (type !== "Customer") return;
    yield this.#created.filter((id) => !this.#deleted.has(id)).flatMap((id) => this.#changed.get(id) ?? []);
  }

  putCustomer(record: CustomerRecord): void {
    if (!this.#changed.has(record.id) && !this.#file?.has(record.id)) this.#created.push(record.id);
    this.#changed.set(record.id, record);
  }

  deleteCustomer(id: string): void {
    this.#deleted.add(id);
  }

  /** Shopify keeps addresses without regard to case; this reads the whole file. */
  async customerByEmail(email: string): Promise<CustomerRecord | undefined> {
    const wanted = email.trim().toLowerCase();
    for await (const batch of this.stream("Customer")) {
      const found = batch.find((r) => (r as CustomerRecord).defaultEmailAddress?.emailAddress.toLowerCase() === wanted);
      if (found) return found;
    }
    return undefined;
  }

  close(): Promise<void> {
    return this.#file?.close() ?? Promise.resolve();
  }
}
