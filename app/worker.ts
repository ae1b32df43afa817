import { QUEUES, queue, stopQueue, type JobName } from "~/db/queue";
import { createWork, type WorkerState } from "~/jobs/handlers";
import { SHOP_AT_ONCE } from "~/jobs/places";
import { startWatch } from "~/jobs/watch";
import { Problem } from "~/lib/errors";
import { withoutValues } from "~/lib/faults";
import { log } from "~/lib/log";

/** Jobs of one queue that one worker process runs at once. */
const AT_ONCE: Partial<Record<JobName, number>> = {
  "campaign-hand-over": 8,
  "single-mail": 4,
  "customer-refresh": 4,
  "company-refresh": 2,
  "order-placed": 4,
};

/** Of these, for one shop at once: a shop with many campaigns, or whose SendGrid does not answer, leaves room for the others. */
const AT_ONCE_FOR_A_SHOP: Partial<Record<JobName, number>> = {
  "campaign-build": 1,
  "campaign-hand-over": SHOP_AT_ONCE,
  "single-mail": SHOP_AT_ONCE,
};

/** What is done by the clock, by whichever worker is free. */
const SCHEDULES = {
  "sync-nightly": "20 2 * * *",
  housekeeping: "10 3 * * *",
  "contact-counts": "*/5 * * * *",
  "ledger-seal": "* * * * *",
} as const satisfies Partial<Record<JobName, string>>;

/**
 * Starts taking work from the queues. `stop` finishes what is in flight (a batch on its way to SendGrid gets its answer written) and takes nothing new: what is left is taken by
 * another worker, or after the restart.
 */
export async function startWorker(): Promise<{ stop(): Promise<void> }> {
  const worker: WorkerState = { stopping: false };
  const work = createWork(worker);
  const boss = await queue();
  for (const name of Object.keys(QUEUES) as JobName[]) {
    // New work wakes a worker at once; polling is for work that was put off, whose time nobody announces.
    const options = {
      pollingIntervalSeconds: 0.5,
      notifyPollingIntervalSeconds: 0.5,
      batchSize: 1,
      localConcurrency: AT_ONCE[name] ?? 2,
      ...(AT_ONCE_FOR_A_SHOP[name] === undefined ? {} : { localGroupConcurrency: AT_ONCE_FOR_A_SHOP[name] }),
    };
    await boss.work(name, options, async (jobs: { data: unknown }[]) => {
      for (const { data } of jobs) await run(name, () => work.handlers[name](data as never));
    });
  }
  for (const [name, cron] of Object.entries(SCHEDULES)) await boss.schedule(name, cron);
  const watch = startWatch(() => new Date());
  log().info("worker ready");
  return {
    async stop() {
      worker.stopping = true;
      await watch.stop();
      await stopQueue({ graceful: true });
      await work.settled();
    },
  };
}

async function run(name: JobName, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const fault = withoutValues(error);
    // A refusal is an ordinary ending that the queue tries again; anything else is a fault, with its trace.
    if (error instanceof Problem) log().info({ job: name, problem: error.code, fields: error.fields }, "job put off");
    else log().error({ job: name, err: fault }, "job failed");
    // The queue keeps what it is thrown, with all that hangs on it: no row's values may be among that.
    throw new Error(fault.message);
  }
}
