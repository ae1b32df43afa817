/** Starts the embedded PostgreSQL unless it runs; gives its URL. */
export function start(): Promise<string>;
/** Takes this process off its users; the last one stops it. */
export function release(): Promise<void>;
/** Stops it whoever uses it. */
export function stop(): Promise<void>;
/** The URL of the same database for its superuser; after `start` only. */
export function superuserUrl(): string;
