import { generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { publicKeyText, readPrivateKey } from "./event-signature";
import { type EventName } from "./events";

export const SWITCHES = [
  "group_resubscribe",
  "delivered",
  "group_unsubscribe",
  "spam_report",
  "bounce",
  "deferred",
  "unsubscribe",
  "processed",
  "open",
  "click",
  "dropped",
  "account_status_change",
] as const;
export type Switch = (typeof SWITCHES)[number];

const SWITCH_OF: Record<EventName, Switch> = {
  processed: "processed",
  delivered: "delivered",
  bounce: "bounce",
  dropped: "dropped",
  deferred: "deferred",
  spamreport: "spam_report",
  unsubscribe: "unsubscribe",
};

/** One configured event webhook of the account. */
export interface EventWebhook {
  readonly id: string;
  url: string;
  enabled: boolean;
  friendlyName: string | null;
  switches: Record<Switch, boolean>;
  /** Present while signing is on. */
  privateKey: KeyObject | undefined;
  created: Date;
  updated: Date;
}

export interface EventWebhookChange {
  url?: string;
  enabled?: boolean;
  friendlyName?: string | null;
  switches?: Partial<Record<Switch, boolean>>;
}

/** The account's event webhooks: at most five, each with its own address. */
export class EventWebhooks {
  readonly #hooks: EventWebhook[] = [];

  constructor(private readonly now: () => Date) {}

  get all(): readonly EventWebhook[] {
    return this.#hooks;
  }

  /** The webhook with this id; the oldest for an empty id, as SendGrid takes an absent one. */
  find(id: string): EventWebhook | undefined {
    return id === "" ? this.#hooks[0] : this.#hooks.find((hook) => hook.id === id);
  }

  /** Another webhook that already has this address. */
  withUrl(url: string, except?: EventWebhook): EventWebhook | undefined {
    return this.#hooks.find((hook) => hook.url === url && hook !== except);
  }

  add(change: EventWebhookChange & { url: string }, privateKey?: string | KeyObject): EventWebhook {
    const hook: EventWebhook = {
      id: randomUUID(),
      url: change.url,
      enabled: change.enabled ?? false,
      friendlyName: change.friendlyName ?? null,
      switches: {
        ...(Object.fromEntries(SWITCHES.map((name) => [name, false])) as Record<Switch, boolean>),
        ...change.switches,
      },
      privateKey: privateKey ? readPrivateKey(privateKey) : undefined,
      created: this.now(),
      updated: this.now(),
    };
    this.#hooks.push(hook);
    return hook;
  }

  change(hook: EventWebhook, change: EventWebhookChange): void {
    hook.url = change.url ?? hook.url;
    hook.enabled = change.enabled ?? hook.enabled;
    if (change.friendlyName !== undefined) hook.friendlyName = change.friendlyName;
    Object.assign(hook.switches, change.switches);
    hook.updated = this.now();
  }

  /** Turns signing on with a fresh key pair, or off; switching it on twice keeps the key. */
  setSigned(hook: EventWebhook, signed: boolean): void {
    if (!signed) hook.privateKey = undefined;
    else hook.privateKey ??= generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey;
    hook.updated = this.now();
  }

  remove(hook: EventWebhook): void {
    this.#hooks.splice(this.#hooks.indexOf(hook), 1);
  }

  /** The webhooks that want this kind of event. */
  wanting(event: EventName): EventWebhook[] {
    return this.#hooks.filter((hook) => hook.enabled && hook.switches[SWITCH_OF[event]]);
  }
}

export function publicKeyOf(hook: EventWebhook): string {
  return hook.privateKey ? publicKeyText(hook.privateKey) : "";
}
