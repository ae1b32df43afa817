import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { startUpstream } from "./support";

const run = promisify(execFile);

it("sends what a process would send to a myshopify.com domain to the simulator, with its body, and nothing else", async () => {
  const upstream = await startUpstream(({ headers, body }) => ({
    body: `${String(headers["x-simulated-host"])} ${body}`,
  }));
  const script = `
    const asUrl = await fetch("https://pipes.myshopify.com/admin/x?y=1", { method: "POST", body: "a" });
    const asRequest = await fetch(new Request("https://pipes.myshopify.com/admin/x?y=1", { method: "POST", body: "b" }));
    const other = await fetch(process.env.SIMULATED_SHOPIFY_ORIGIN + "/other");
    console.log([await asUrl.text(), await asRequest.text(), await other.text()].join("|"));`;
  const { stdout } = await run(
    process.execPath,
    ["--import", "./tests/simulators/shopify/redirect.mjs", "--input-type=module", "--eval", script],
    { env: { ...process.env, SIMULATED_SHOPIFY_ORIGIN: upstream.origin } },
  );
  expect(stdout.trim()).toBe("pipes.myshopify.com a|pipes.myshopify.com b|undefined");
  expect(upstream.received.map((r) => r.url.pathname + r.url.search)).toEqual([
    "/admin/x?y=1",
    "/admin/x?y=1",
    "/other",
  ]);
});
