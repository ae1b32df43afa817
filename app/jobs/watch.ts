import { setTimeout as pause } from "node:timers/promises";
import { withoutValues } from "~/lib/faults";
import { log } from "~/lib/log";
import { watchDelivery } from "~/services/delivery/watch";

const EVERY_MS = 2000;

/** Has this worker watch over all campaigns that are sending, every two seconds until it is stopped: the queue's own notice of a lost worker comes too late for a send. A round that fails is only logged: the next one does its work. */
export function startWatch(now: () => Date): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const rounds = (async () => {
    while (!stopping.signal.aborted) {
      await watchDelivery(now()).catch((error: unknown) =>
        log().warn({ err: withoutValues(error) }, "watch over delivery"),
      );
      await pause(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await rounds;
    },
  };
}
