// node --import ./tests/faults/clock.mjs <server>: a process whose clock jumps, as a machine's does when it wakes up or is set. The jump is told by the environment.
const afterMs = Number(process.env.CLOCK_JUMPS_AFTER_MS);
const byMs = Number(process.env.CLOCK_JUMPS_BY_MS);
const RealDate = globalThis.Date;
const began = RealDate.now();
const now = () => {
  const real = RealDate.now();
  return real - began > afterMs ? real + byMs : real;
};
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [now()] : parts));
  }
  static now() {
    return now();
  }
};
