import { generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";

/** One domain whose mail is posted to an address. */
export interface ParseSetting {
  readonly hostname: string;
  url: string;
  spamCheck: boolean;
  sendRaw: boolean;
  /** Id of the security policy attached to it. */
  securityPolicy: string | undefined;
}

/** How posts are made sure of; here by a signature. */
export interface SecurityPolicy {
  readonly id: string;
  readonly name: string;
  readonly privateKey: KeyObject;
}

/** The account's Inbound Parse settings and security policies. */
export class ParseSettings {
  readonly #settings: ParseSetting[] = [];
  readonly #policies: SecurityPolicy[] = [];

  get all(): readonly ParseSetting[] {
    return this.#settings;
  }

  get policies(): readonly SecurityPolicy[] {
    return this.#policies;
  }

  find(hostname: string): ParseSetting | undefined {
    return this.#settings.find((setting) => setting.hostname === hostname.toLowerCase());
  }

  policy(id: string): SecurityPolicy | undefined {
    return this.#policies.find((policy) => policy.id === id);
  }

  add(setting: Omit<ParseSetting, "hostname"> & { hostname: string }): ParseSetting {
    const added = { ...setting, hostname: setting.hostname.toLowerCase() };
    this.#settings.push(added);
    return added;
  }

  remove(setting: ParseSetting): void {
    this.#settings.splice(this.#settings.indexOf(setting), 1);
  }

  addPolicy(name: string): SecurityPolicy {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
    const policy = { id: randomUUID(), name, privateKey };
    this.#policies.push(policy);
    return policy;
  }
}
