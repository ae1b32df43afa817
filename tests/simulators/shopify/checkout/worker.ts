// The extension's side, as on Shopify's pages: a Web Worker with a remote document, in which `s-*` elements are
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
  // A real control's state is its element's own when the event is heard.
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
      throw new Error(`this page has no shopify.${key}`);
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

type FormatOptions<T> = T & { inExtensionLocale?: boolean };

function provide(setup: ExtensionSetup, host: HostApi): void {
  const signals = new Map<string, SignalLike<unknown>>();
  const provideSignal = (name: string, value: unknown): void => {
    signals.set(name, new PlainSignal(value));
    Object.defineProperty(shopify, name, { get: () => signals.get(name), configurable: true, enumerable: true });
  };
  const localeFor = (options?: { inExtensionLocale?: boolean }) =>
    options?.inExtensionLocale ? setup.locale : setup.language;
  Object.assign(shopify, {
    extension: {
      target: setup.target,
      apiVersion: "2026-07",
      version: undefined,
      editor: undefined,
      scriptUrl: "/checkout-host/extension.js",
    },
    setSignals(Signal: SignalConstructor) {
      for (const [name, signal] of signals) signals.set(name, new Signal(signal.value));
    },
    i18n: {
      translate: translator(setup),
      formatNumber: (n: number | bigint, o?: FormatOptions<Intl.NumberFormatOptions>) =>
        new Intl.NumberFormat(localeFor(o), o).format(n),
      formatDate: (d: Date, o?: FormatOptions<Intl.DateTimeFormatOptions>) =>
        new Intl.DateTimeFormat(localeFor(o), o).format(d),
    },
    localization: {
      language: new PlainSignal({ isoCode: setup.language }),
      extensionLanguage: new PlainSignal({ isoCode: setup.locale }),
    },
    sessionToken: { get: () => host.sessionToken() },
  });
  provideSignal("settings", {});
  if (setup.shop) Object.assign(shopify, { shop: { ...setup.shop, storefrontUrl: undefined } });
  if (setup.appMetafields) provideSignal("appMetafields", setup.appMetafields);
  if (setup.account) {
    provideAccount(setup, setup.account.customerId, provideSignal);
    return;
  }
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

/** What only pages of a customer account have. */
function provideAccount(
  setup: ExtensionSetup,
  customerId: string | undefined,
  provideSignal: (name: string, value: unknown) => void,
): void {
  Object.assign(shopify, {
    authenticatedAccount: {
      customer: new PlainSignal(customerId === undefined ? undefined : { id: customerId }),
      purchasingCompany: new PlainSignal(undefined),
    },
  });
  if (!setup.order) return;
  provideSignal("order", setup.order);
  provideSignal("authenticationState", customerId === undefined ? "pre_authenticated" : "fully_authenticated");
}

const CUSTOMER_ACCOUNT_API = "shopify://customer-account/api/2026-07/graphql.json";

/** The worker's own fetch, with what Shopify puts in its way: the app's server only with network access, and the Customer Account API only in a customer account. */
function guardedFetch(setup: ExtensionSetup, host: HostApi): typeof fetch {
  const real = globalThis.fetch.bind(globalThis);
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url.startsWith("shopify:")) {
      if (!setup.account || url !== CUSTOMER_ACCOUNT_API || init?.method !== "POST" || typeof init.body !== "string")
        throw new TypeError(`this page does not fetch ${url} so`);
      const answer = await host.customerAccountApi(init.body);
      return new Response(answer.body, { status: answer.status, headers: { "content-type": "application/json" } });
    }
    if (!setup.networkAccess) throw new TypeError("this extension has no network access: set network_access = true");
    return real(input, init);
  };
}

const worker: WorkerApi = {
  async run(setup, connection, host) {
    retain(connection);
    retain(host);
    provide(setup, host);
    globalThis.fetch = guardedFetch(setup, host);
    setRemoteId(document.body, "~");
    connectRemoteNode(document.body, new BatchingRemoteConnection(connection));
    importScripts("/checkout-host/extension.js");
    const extension = registered.get(setup.target);
    if (!extension) throw new Error(`the extension's bundle does not extend ${setup.target}`);
    await extension();
  },
};

new ThreadWebWorker(self as unknown as Worker, { exports: worker });
