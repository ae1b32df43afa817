import { oneLine, oneLineList } from "./escape";

/** Who the merchant is, as it must stand in every marketing mail (P8). */
export interface SenderIdentity {
  readonly tradingName: string;
  /** Registered at Companies House. If not: a sole trader or partnership. */
  readonly registered: boolean;
  /** The company's registered name; of an unregistered merchant, the proprietors' names. */
  readonly registeredName: string;
  readonly companyNumber: string;
  /** Part of the United Kingdom: `England and Wales`, `Wales`, `Scotland` or `Northern Ireland`. */
  readonly placeOfRegistration: string;
  /** Registered office; of an unregistered merchant, the address at which documents can be served. May span lines. */
  readonly registeredOffice: string;
  readonly contactEmail: string;
}

/**
 * The trading disclosures as plain sentences, one a line, not escaped (P8). A company: registered name, part of the United Kingdom, number and registered
 * office (SI 2015/17 regs 24 and 25). Anyone else: the proprietors' names and an address for service (Companies Act 2006 s. 1202). What is not yet filled in
 * is left out: whether enough is there to send is for the decision to say, not for the picture of the mail.
 */
export function disclosureLines(identity: SenderIdentity): string[] {
  const name = oneLine(identity.registeredName);
  const tradingName = oneLine(identity.tradingName);
  const address = oneLineList(identity.registeredOffice);
  return [
    identity.registered ? companyName(name, tradingName) : name && `Run by ${name}${closing(name)}`,
    identity.registered ? registration(identity) : "",
    address &&
      `${identity.registered ? "Registered office" : "Address for legal documents"}: ${address}${closing(address)}`,
  ].filter((line) => line !== "");
}

function companyName(name: string, tradingName: string): string {
  if (!name || !tradingName || name.toLowerCase() === tradingName.toLowerCase()) return name;
  return `${tradingName} is a trading name of ${name}${closing(name)}`;
}

function registration(identity: SenderIdentity): string {
  const place = oneLine(identity.placeOfRegistration);
  const number = oneLine(identity.companyNumber);
  if (!place && !number) return "";
  if (!number) return `Registered in ${place}.`;
  return place ? `Registered in ${place}, company number ${number}.` : `Company number ${number}.`;
}

function closing(text: string): "" | "." {
  return text.endsWith(".") ? "" : ".";
}
