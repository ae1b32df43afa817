const store = ((globalThis as { __twostage?: Map<string, unknown> }).__twostage ??= new Map<string, unknown>());

/**
 * Makes a value once a process and keeps it on the global object. The server and the built routes are separate bundles, and
 * development reloads modules: what must exist once (pool, queue, keys) must not live in a module's own scope.
 */
export function remember<T>(name: string, make: () => T): T {
  if (!store.has(name)) store.set(name, make());
  return store.get(name) as T;
}

/** Whether a value was made under this name. */
export function isRemembered(name: string): boolean {
  return store.has(name);
}
