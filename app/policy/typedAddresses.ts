import { domainOf } from "./emailAddress";

/** What somebody typed into a box for addresses. */
export interface TypedAddresses {
  readonly addresses: readonly string[];
  /** Numbers, from 1, of the lines that hold something else. */
  readonly unreadableLines: readonly number[];
}

const MAX_LENGTH = 320;

/** Reads addresses typed by hand, one a line or parted by commas or semicolons (P11). Takes any address, also one that could not be mailed: it is to be excluded. */
export function readTypedAddresses(text: string): TypedAddresses {
  const filled = text
    .split(/\r\n|[\n\r]/)
    .flatMap((line, index) => line.split(/[,;]/).map((part) => ({ address: part.trim(), line: index + 1 })))
    .filter(({ address }) => address !== "");
  const readable = filled.filter(
    ({ address }) => domainOf(address) !== undefined && address.length <= MAX_LENGTH && !/\s/.test(address),
  );
  const unreadable = filled.filter((entry) => !readable.includes(entry));
  return {
    addresses: readable.map(({ address }) => address),
    unreadableLines: [...new Set(unreadable.map(({ line }) => line))],
  };
}
