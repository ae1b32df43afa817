// The app's side of the import benchmark, in a process of its own, so that its memory and processor time are its own: imports one bulk file into a shop and prints what it took.
import { createReadStream } from "node:fs";
import { disconnect, prisma } from "~/db/client";
import { importFile } from "~/services/customers/importFile";

const [shopId, file = ""] = [Number(process.argv[2]), process.argv[3]];
const readAt = new Date();
const run = await prisma().syncRun.create({ data: { shopId, state: "running", part: "customers", readAt } });
const cpu = process.cpuUsage();
const start = performance.now();
await importFile({ ...run, readAt, expected: 0 }, () => createReadStream(file), new Date());
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(cpu);
const { rows, changed } = await prisma().syncRun.findUniqueOrThrow({ where: { shopId_id: { shopId, id: run.id } } });
const peakMb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ rows, changed, seconds, cpuMicros: user + system, peakMb }));
await disconnect();
