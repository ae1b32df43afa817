import { format } from "node:util";
import { pino, type Logger } from "pino";
import { env } from "./env";
import { remember } from "./remember";

// Opaque tokens stand in paths and in these parameters; addresses should never be logged, and are cut out if they are.
// Lines are cut after they became JSON: a name may follow an escape (`\n`), and what is cut must not take half of one with it.
const SECRET_PARAMETERS =
  /(?:\b|(?<=\\[bfnrt]))(token|id_token|hmac|signature|session|code|access_token|refresh_token)=[^&\s"\\]+/gi;
const TOKEN_PATHS = /\/(one-click|sendgrid\/inbound\/\d+)\/[^/?\s"\\]+/g;
const BEARER = /(?:\b|(?<=\\[bfnrt]))([Bb]earer\s+|shp(?:at|rt|ua|ca|ss)_|SG\.)[\w.~+/=-]+/g;
// It starts where a word does, or a long word without an address would be tried from each of its letters.
const ADDRESS = /(?<![^\s"'<>@(),;:=&/?])[^\s"'<>@(),;:=&/?]+(?:@|%40)[^\s"'<>@(),;:&/?\\]+/g;

/** Cuts tokens, keys and e-mail addresses out of a text, so that it may be logged. */
export function redact(text: string): string {
  return text
    .replace(SECRET_PARAMETERS, "$1=[redacted]")
    .replace(TOKEN_PATHS, "/$1/[redacted]")
    .replace(BEARER, "$1[redacted]")
    .replace(ADDRESS, "[address]");
}

/**
 * Sends what libraries write to the console through the log, so that it is redacted and stays one line: some of them print whole addresses of requests.
 */
export function captureConsole(): void {
  const to =
    (level: "debug" | "warn" | "error") =>
    (...words: unknown[]) =>
      log()[level]({ words: format(...words) }, "console");
  Object.assign(globalThis.console, {
    debug: to("debug"),
    log: to("debug"),
    info: to("debug"),
    warn: to("warn"),
    error: to("error"),
    trace: to("debug"),
  });
}

/** The process's log: JSON lines on standard output, every line passed through `redact`. */
export function log(): Logger {
  return remember("log", () => pino({ level: env().LOG_LEVEL, base: { pid: process.pid } }, linesTogether()));
}

/** Writes the lines of one turn of the event loop by one call to the system: of many that are answered at once each would make one, as dear as answering. A process that ends writes first what it has. */
function linesTogether(): { write(line: string): void } {
  let waiting = "";
  const writeThem = () => {
    const lines = waiting;
    waiting = "";
    if (lines) process.stdout.write(redact(lines));
  };
  process.on("exit", writeThem);
  return {
    write: (line) => {
      if (!waiting) setImmediate(writeThem);
      waiting += line;
    },
  };
}
