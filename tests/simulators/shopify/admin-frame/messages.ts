// What App Bridge's stand-in in the app's frame and the admin around it say to each other by postMessage.

export interface TitleBarButton {
  label: string;
  primary: boolean;
  disabled: boolean;
  critical: boolean;
  /** Position among the elements of the title bar that can be pressed. */
  index: number;
}

export interface TitleBarState {
  title: string;
  breadcrumb: TitleBarButton | undefined;
  buttons: TitleBarButton[];
}

export interface NavItem {
  href: string;
  label: string;
  home: boolean;
}

/** From the app to the admin. */
export type AppMessage = { simulatedAppBridge: true } & (
  | { type: "id-token"; request: number }
  | { type: "toast"; id: string; message: string; isError: boolean; action: string | undefined; duration: number }
  | { type: "toast-hide"; id: string }
  | { type: "title-bar"; state: TitleBarState | undefined }
  | { type: "nav-menu"; items: NavItem[] }
  | { type: "save-bar"; id: string; open: boolean; saving: boolean }
  | { type: "leave-confirmation"; request: number }
  | { type: "pick-resources"; request: number; kind: "product" | "collection"; most: number; selected: string[] }
  | { type: "loading"; on: boolean }
  | { type: "location"; path: string }
  | { type: "open"; url: string }
);

/** From the admin to the app. */
export type AdminMessage = { simulatedAdmin: true } & (
  | { type: "reply"; request: number; value: string | boolean }
  | { type: "toast-action" | "toast-dismiss"; id: string }
  | { type: "title-bar-press"; index: number }
  | { type: "save-bar-press"; id: string; action: "save" | "discard" }
  | { type: "navigate"; href: string }
);

/** Query parameters that belong to the frame's address and not to the app's own path. */
export const frameParameters = [
  "embedded",
  "hmac",
  "host",
  "id_token",
  "locale",
  "session",
  "shop",
  "timestamp",
  "shopify-reload",
];

/** What the admin puts into the frame's name, so that it outlives navigations inside it. */
export interface FrameName {
  apiKey: string;
  shop: string;
  host: string;
  locale: string;
}
