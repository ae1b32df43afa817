// The extension's side, as in Shopify's checkout: a Web Worker with a remote document, in which `s-*` elements are
// remote elements and `shopify` is the only way out. Bundled and served by the storefront.
import "@remote-dom/core/polyfill";
import {
  BatchingRemoteConnection,
  connectRemoteNode,
  createRemoteElement,
  RemoteEvent,
  setRemoteId,
} from "@remote-dom/core/elements";
import { retain, ThreadWebWorker } from "@quilted/threads";
import { elementNames, elements, events } from "./elements";
import type { ExtensionSetup, HostApi, WorkerApi } from "./host-contract";

declare function importScripts(...urls: string[]): void;

interface SignalLike<T> {
  value: T;
}
type SignalConstructor = new <T>(value: T) => SignalLike<T>;
type Extension = () => unknown;

/** The signal an extension sees before it registers its own kind with `setSignals`. */
class PlainSignal<T> implements SignalLike<T> {
  readonly #subscribers = new Set<(value: T) => void>();
  #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  get value(): T {
    return this.#value;
  }
  set value(value: T) {
    this.#value = value;
    for (const subscriber of this.#subscribers) subscriber(value);
  }
  peek(): T {
    return this.#value;
  }
  subscribe(subscriber: (value: T) => void): () => void {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }
}

const remoteEvent = {
  dispatchEvent(this: object, detail: object) {
    Object.assign(this, detail);
    return new RemoteEvent("change", { detail });
  },
};

for (const name of elementNames) {
  const properties = Object.fromEntries(
    Object.entries(elements[name]).map(([property, type]) => [
      property,
      { type: type === "boolean" ? Boolean : String },
    ]),
  );
  const event = events[name];
  const definition = createRemoteElement({
    properties,
    ...(event ? { events: { [event]: event === "change" ? remoteEvent : {} } } : {}),
  });
  customElements.define(name, definition);
}

const registered = new Map<string, Extension>();
const shopify: Record<string, unknown> = {
  extend: (target: string, extension: Extension) => registered.set(target, extension),
};
// Parts that are not simulated fail loudly instead of being undefined.
Object.assign(globalThis, {
  shopify: new Proxy(shopify, {
    get(target, key) {
      if (key in target || typeof key === "symbol" || key === "then") return Reflect.get(target, key) as unknown;
      throw new Error(`the simulated checkout has no shopify.${key}`);
    },
  }),
});

function translator(setup: ExtensionSetup) {
  return (key: string, replacements: Record<string, string | number> = {}): string => {
    const plural =
      typeof replacements.count === "number"
        ? new Intl.PluralRules(setup.locale).select(replacements.count)
        : undefined;
    const text = setup.translations[key] ?? (plural && setup.translations[`${key}.${plural}`]);
    if (text === undefined) throw new Error(`no translation for "${key}"`);
    return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => String(replacements[name] ?? whole));
  };
}

function provide(setup: ExtensionSetup, host: HostApi): void {
  const signals = new Map<string, SignalLike<unknown>>();
  const provideSignal = (name: string, value: unknown): void => {
    signals.set(name, new PlainSignal(value));
    Object.defineProperty(shopify, name, { get: () => signals.get(name), configurable: true, enumerable: true });
  };
  const language = new PlainSignal({ isoCode: setup.locale });
  Object.assign(shopify, {
    extension: {
      target: setup.target,
      apiVersion: "2026-07",
      version: undefined,
      scriptUrl: "/checkout-host/extension.js",
    },
    setSignals(Signal: SignalConstructor) {
      for (const [name, signal] of signals) signals.set(name, new Signal(signal.value));
    },
    i18n: {
      translate: translator(setup),
      formatNumber: (n: number | bigint, o?: Intl.NumberFormatOptions) =>
        new Intl.NumberFormat(setup.locale, o).format(n),
      formatDate: (d: Date, o?: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(setup.locale, o).format(d),
    },
    localization: { language, extensionLanguage: language },
    sessionToken: { get: () => host.sessionToken() },
    shop: { ...setup.shop, storefrontUrl: undefined },
  });
  provideSignal("appMetafields", setup.appMetafields);
  provideSignal("settings", {});
  if (setup.orderConfirmation) {
    provideSignal("orderConfirmation", setup.orderConfirmation);
    return;
  }
  provideSignal("instructions", {
    attributes: { canUpdateAttributes: true },
    delivery: { canSelectCustomAddress: true },
    discounts: { canUpdateDiscountCodes: true },
    lines: { canAddCartLine: true, canRemoveCartLine: true, canUpdateCartLine: true },
    metafields: { canSetCartMetafields: true, canDeleteCartMetafield: true },
    notes: { canUpdateNote: true },
  });
  shopify.applyMetafieldChange = async (change: Parameters<HostApi["applyMetafieldChange"]>[0]) => {
    const { result, appMetafields } = await host.applyMetafieldChange(change);
    const signal = signals.get("appMetafields");
    if (signal) signal.value = appMetafields;
    return result;
  };
}

const worker: WorkerApi = {
  async run(setup, connection, host) {
    retain(connection);
    retain(host);
    provide(setup, host);
    if (!setup.networkAccess) {
      globalThis.fetch = () =>
        Promise.reject(new Error("this extension has no network access: set network_access = true"));
    }
    setRemoteId(document.body, "~");
    connectRemoteNode(document.body, new BatchingRemoteConnection(connection));
    importScripts("/checkout-host/extension.js");
    const extension = registered.get(setup.target);
    if (!extension) throw new Error(`the extension's bundle does not extend ${setup.target}`);
    await extension();
  },
};

new ThreadWebWorker(self as unknown as Worker, { exports: worker });
