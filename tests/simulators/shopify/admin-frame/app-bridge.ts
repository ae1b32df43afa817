// Stand-in for https://cdn.shopify.com/shopifycloud/app-bridge.js, checked against its published types. It runs in the
// app's frame and speaks by postMessage with the local admin from which it was loaded, and with nothing else.
import type { ShopifyGlobal } from "@shopify/app-bridge-types";
import { defineElements } from "./app-bridge-elements";
import { readPickerOptions } from "./resource-picker";
import { frameParameters, type AdminMessage, type AppMessage, type FrameName } from "./messages";

type Implemented = Pick<
  ShopifyGlobal,
  | "config"
  | "origin"
  | "ready"
  | "environment"
  | "idToken"
  | "toast"
  | "modal"
  | "saveBar"
  | "loading"
  | "resourcePicker"
>;
type Outgoing = AppMessage extends infer M ? (M extends AppMessage ? Omit<M, "simulatedAppBridge"> : never) : never;

const script = document.currentScript as HTMLScriptElement;
const adminOrigin = new URL(script.src).origin;

const post = (message: Outgoing): void => parent.postMessage({ simulatedAppBridge: true, ...message }, adminOrigin);

const waiting = new Map<number, (value: string | boolean) => void>();
let requests = 0;
function ask<T extends string | boolean>(type: "id-token" | "leave-confirmation"): Promise<T> {
  const request = (requests += 1);
  const answer = new Promise<T>((resolve) => waiting.set(request, resolve as (value: string | boolean) => void));
  post({ type, request });
  return answer;
}
const idToken = (): Promise<string> => ask<string>("id-token");

/** Gives the chosen products or collections, or nothing when the picker was closed; refuses without the scope that Shopify asks for. */
async function pickResources(options: Parameters<ShopifyGlobal["resourcePicker"]>[0]): Promise<unknown> {
  const request = (requests += 1);
  const asked = readPickerOptions(options);
  const answer = new Promise<string | boolean>((resolve) => waiting.set(request, resolve));
  post({ type: "pick-resources", request, ...asked });
  const chosen = await answer;
  if (chosen === false) return undefined;
  if (chosen === true) throw new Error("simulated App Bridge: resourcePicker needs the scope read_products");
  return JSON.parse(chosen);
}

function frameName(): Partial<FrameName> {
  try {
    return JSON.parse(window.name) as Partial<FrameName>;
  } catch {
    return {};
  }
}

const toasts = new Map<string, { onAction?: (() => void) | undefined; onDismiss?: (() => void) | undefined }>();
const ui = defineElements(post);
const named = frameName();
const query = new URLSearchParams(location.search);
const apiKey =
  script.dataset.apiKey ??
  document.querySelector<HTMLMetaElement>('meta[name="shopify-api-key"]')?.content ??
  named.apiKey ??
  "";

const implemented: Implemented = {
  config: {
    apiKey,
    host: query.get("host") ?? named.host ?? "",
    shop: query.get("shop") ?? named.shop ?? "",
    locale: query.get("locale") ?? named.locale ?? "en",
  },
  origin: location.origin,
  ready: Promise.resolve(),
  environment: { mobile: false, embedded: window.top !== window.self, pos: false, intent: false },
  idToken,
  toast: {
    show(message, options) {
      const id = `toast-${toasts.size + 1}`;
      toasts.set(id, { onAction: options?.onAction, onDismiss: options?.onDismiss });
      post({
        type: "toast",
        id,
        message,
        isError: options?.isError ?? false,
        action: options?.action,
        duration: options?.duration ?? 5_000,
      });
      return id;
    },
    hide: (id) => post({ type: "toast-hide", id }),
  },
  loading: (on) => post({ type: "loading", on: on ?? true }),
  resourcePicker: pickResources as ShopifyGlobal["resourcePicker"],
  modal: {
    show: (id) => ui.modal(id).show(),
    hide: (id) => ui.modal(id).hide(),
    toggle: (id) => ui.modal(id).toggle(),
  },
  saveBar: {
    show: (id) => ui.saveBar(id).show(),
    hide: (id) => ui.saveBar(id).hide(),
    toggle: (id) => ui.saveBar(id).toggle(),
    async leaveConfirmation() {
      if (ui.saveBarShowing() && !(await ask<boolean>("leave-confirmation")))
        throw new Error("the user stays on the page");
    },
  },
};

// Parts that are not simulated fail loudly instead of passing in silence.
window.shopify = new Proxy(implemented as unknown as ShopifyGlobal, {
  get(target, key) {
    if (key in target || typeof key === "symbol" || key === "then" || key === "toJSON")
      return Reflect.get(target, key) as unknown;
    throw new Error(`simulated App Bridge: shopify.${key} is not implemented`);
  },
});

addEventListener("message", (event: MessageEvent<AdminMessage>) => {
  if (event.origin !== adminOrigin || !event.data.simulatedAdmin) return;
  const message = event.data;
  switch (message.type) {
    case "reply":
      waiting.get(message.request)?.(message.value);
      waiting.delete(message.request);
      return;
    case "toast-action":
      toasts.get(message.id)?.onAction?.();
      return;
    case "toast-dismiss":
      toasts.get(message.id)?.onDismiss?.();
      return;
    case "title-bar-press":
      ui.pressTitleBar(message.index);
      return;
    case "save-bar-press":
      ui.pressSaveBar(message.id, message.action);
      return;
    case "navigate":
      ui.navigate(message.href);
  }
});

// Requests to the app's own origin carry a fresh session token. One that the app refuses as invalid is sent once more
// with a new token, which the app asks for by a header.
const plainFetch = window.fetch.bind(window);
window.fetch = async (input, init) => {
  const request = new Request(input, init);
  if (new URL(request.url).origin !== location.origin) return plainFetch(request);
  const send = async (): Promise<Response> => {
    const copy = request.clone();
    const headers = new Headers(copy.headers);
    headers.set("Authorization", `Bearer ${await idToken()}`);
    headers.set("X-Requested-With", "XMLHttpRequest");
    return plainFetch(new Request(copy, { headers }));
  };
  const response = await send();
  return response.status === 401 && response.headers.has("X-Shopify-Retry-Invalid-Session-Request") ? send() : response;
};

// Opening an address in the top window leaves the frame; the admin does it.
const plainOpen = window.open.bind(window);
window.open = (url, target, features) => {
  if (url === undefined || (target !== "_top" && target !== "_parent")) return plainOpen(url, target, features);
  post({ type: "open", url: new URL(url, location.href).href });
  return null;
};

// The bounce page asks for the page it was meant for again, with a token.
const reload = query.get("shopify-reload");
if (reload !== null) {
  void idToken().then((token) => {
    const address = new URL(reload, location.origin);
    address.searchParams.set("id_token", token);
    location.replace(location.origin + address.pathname + address.search);
  });
} else {
  reportLocation();
  for (const name of ["pushState", "replaceState"] as const) {
    const plain = history[name].bind(history);
    history[name] = (...args) => {
      plain(...args);
      reportLocation();
    };
  }
  addEventListener("popstate", reportLocation);
}

/** The admin keeps the app's path in its own address, so that reloading and sharing it work. */
function reportLocation(): void {
  const own = new URLSearchParams(location.search);
  for (const name of frameParameters) own.delete(name);
  const search = own.toString();
  post({ type: "location", path: location.pathname + (search ? `?${search}` : "") });
}
