import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { chromium, type BrowserContext } from "playwright-core";

const COMMANDS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  win32: [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA].flatMap((folder) =>
    folder ? [path.join(folder, "Google/Chrome/Application/chrome.exe")] : [],
  ),
};
// The app answers bots with 410, and a headless Chromium says that it is one.
const USER_AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36";
const QUIET = [
  "--disable-gpu",
  // A page lives for seconds here: what it saves by being optimised is less than that costs (a third of the renderers' time).
  "--js-flags=--no-opt --no-maglev --always-sparkplug",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Path of a Chromium to test with: `CHROME_PATH`, the system's, or one that Playwright has downloaded; on Debian and
 * Ubuntu, as root, the system's is installed where there is none. Throws with what to do otherwise: browser tests are
 * never skipped.
 */
export function findChromium(): string {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROME_PATH names ${named}, and there is no such file. Give it the path of Chromium or Chrome.`);
  }
  return (
    installedChromium() ??
    installChromium() ??
    fail("The browser tests need Chromium or Chrome, and none was found. Install one, or set CHROME_PATH to its path.")
  );
}

function installedChromium(): string | undefined {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const onPath = COMMANDS.flatMap((command) => folders.map((folder) => path.join(folder, command)));
  return [...onPath, ...(PLACES[process.platform] ?? []), chromium.executablePath()].find((file) => existsSync(file));
}

function installChromium(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version") || !existsSync("/usr/bin/apt-get")) return;
  console.log("No Chromium found: installing the package chromium with apt-get. This takes a minute.");
  const apt = (...args: string[]) =>
    execFileSync("/usr/bin/apt-get", args, {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      stdio: ["ignore", "ignore", "inherit"],
    });
  try {
    apt("update");
    apt("install", "-y", "--no-install-recommends", "chromium");
  } catch (error) {
    throw new Error("apt-get could not install chromium. Install Chromium or Chrome, or set CHROME_PATH to its path.", {
      cause: error,
    });
  }
  return installedChromium();
}

function fail(words: string): never {
  throw new Error(words);
}

/** Opens a Chromium with a fresh profile, which is removed when it is closed. Pages of one local origin may frame and call another. */
export async function openChromium(executablePath: string): Promise<BrowserContext> {
  const profile = await mkdtemp(path.join(os.tmpdir(), "twostage-chromium-"));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    userAgent: USER_AGENT,
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    timezoneId: "Europe/London",
    permissions: ["local-network-access"],
    // Chromium's sandbox does not work for root.
    args: [...QUIET, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
  });
  browser.setDefaultTimeout(20_000);
  browser.once("close", () => void rm(profile, { recursive: true, force: true, maxRetries: 5 }));
  return browser;
}
