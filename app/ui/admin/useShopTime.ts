import { useRouteLoaderData } from "@remix-run/react";

/** Writes dates in British English, in the time zone of the shop. */
export interface ShopTime {
  /** `3 March 2026` */
  day(at: Date): string;
  /** `3 March 2026 at 14:05` */
  minute(at: Date): string;
}

/** The shop's time, as the layout of the admin has it. */
export function useShopTime(): ShopTime {
  const layout = useRouteLoaderData<{ timezone: string }>("routes/app");
  const timeZone = layout?.timezone ?? "Europe/London";
  return {
    day: (at) => format(at, timeZone, { dateStyle: "long" }),
    minute: (at) => `${format(at, timeZone, { dateStyle: "long" })} at ${format(at, timeZone, { timeStyle: "short" })}`,
  };
}

function format(at: Date, timeZone: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat("en-GB", { ...options, timeZone }).format(at);
}

/** A count with its thousands parted: `12,345`. */
export function count(value: number): string {
  return value.toLocaleString("en-GB");
}

/** A count with its noun: `1 customer`, `12,345 customers`. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}
