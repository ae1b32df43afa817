// The anchor of the events benchmark, in a process of its own: stores the same batches of events by the statements of the service, as many at once, without HTTP, signatures and parsing. Prints what it took.
import { disconnect } from "~/db/client";
import { stopQueue } from "~/db/queue";
import { heedAlarms } from "~/services/campaigns/heedAlarms";
import { readMailEvents } from "~/services/delivery/mailEvent";
import { storeMailEvents } from "~/services/delivery/recordMailEvents";
import { eventsFor } from "./bench-events";

const [shopId = 0, campaignId = 0, first = 0, batches = 0, size = 1, connections = 1] = process.argv
  .slice(2)
  .map(Number);
const WARM_UP = 20;
const timestamp = Math.floor(Date.now() / 1000);
const all = Array.from({ length: batches }, (_, index) =>
  readMailEvents(eventsFor(shopId, campaignId, first + index * size, size, timestamp)),
);
const waiting = all.values();
// Connections and code are warm, as the app's are: recipients that there are none of, so that nothing is stored.
const nobody = readMailEvents(eventsFor(shopId, campaignId, 2_000_000_000, size, timestamp));
await Promise.all(Array.from({ length: WARM_UP }, () => storeMailEvents(shopId, nobody, new Date())));
const began = performance.now();
await Promise.all(
  Array.from({ length: connections }, async () => {
    for (const events of waiting)
      await heedAlarms(shopId, await storeMailEvents(shopId, events, new Date()), new Date());
  }),
);
console.log(JSON.stringify({ seconds: (performance.now() - began) / 1000 }));
await stopQueue();
await disconnect();
