// The admin's side of an embedded app: draws navigation, title bar, save bar and toasts for it, and gives it tokens.
import type { AdminMessage, AppMessage, NavItem, TitleBarButton, TitleBarState } from "./messages";

type Outgoing = AdminMessage extends infer M ? (M extends AdminMessage ? Omit<M, "simulatedAdmin"> : never) : never;

function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the admin's page has no ${id}`);
  return element;
}

const frame = byId("app") as HTMLIFrameElement;
const base = frame.dataset.base ?? "";
const appPath = frame.dataset.appPath ?? "/";
const appOrigin = new URL(frame.src).origin;
const send = (message: Outgoing): void =>
  frame.contentWindow?.postMessage({ simulatedAdmin: true, ...message }, appOrigin);

let nav: NavItem[] = [];
let path = "";

function button(label: string, onPress: () => void, className = ""): HTMLButtonElement {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = label;
  element.className = className;
  element.addEventListener("click", onPress);
  return element;
}

const pathOf = (address: string): string => new URL(address, appOrigin).pathname.replace(/\/$/, "");

function drawNav(): void {
  const current = pathOf(path);
  // The entry for a page is also current for what lies below it; the home entry only for itself.
  const matches = nav.filter(
    (i) => pathOf(i.href) === current || (!i.home && current.startsWith(`${pathOf(i.href)}/`)),
  );
  byId("app-home").toggleAttribute("aria-current", matches.length === 0 || (matches[0]?.home ?? false));
  byId("app-nav").replaceChildren(
    ...nav
      .filter((i) => !i.home)
      .map((i) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = base + i.href;
        link.textContent = i.label;
        if (matches.includes(i)) link.setAttribute("aria-current", "page");
        link.addEventListener("click", (event) => {
          event.preventDefault();
          send({ type: "navigate", href: i.href });
        });
        item.append(link);
        return item;
      }),
  );
}

function drawTitleBar(state: TitleBarState | undefined): void {
  const press = (b: TitleBarButton) => (): void => send({ type: "title-bar-press", index: b.index });
  const name = frame.title;
  byId("title").textContent = state?.title || name;
  document.title = `${state?.title ? `${state.title} · ` : ""}${name} · Shopify`;
  byId("breadcrumb").replaceChildren(
    ...(state?.breadcrumb ? [button(`← ${state.breadcrumb.label}`, press(state.breadcrumb), "plain")] : []),
  );
  byId("actions").replaceChildren(
    ...(state?.buttons ?? []).map((b) => {
      const element = button(b.label, press(b), `${b.primary ? "primary" : ""} ${b.critical ? "critical" : ""}`.trim());
      element.disabled = b.disabled;
      return element;
    }),
  );
}

function drawSaveBar(id: string, open: boolean, saving: boolean): void {
  const bar = byId("save-bar");
  bar.hidden = !open;
  const save = button(
    saving ? "Saving…" : "Save",
    () => send({ type: "save-bar-press", id, action: "save" }),
    "primary",
  );
  save.disabled = saving;
  const discard = button("Discard", () => send({ type: "save-bar-press", id, action: "discard" }));
  byId("save-actions").replaceChildren(discard, save);
}

function showToast(message: Extract<AppMessage, { type: "toast" }>): void {
  const toast = document.createElement("div");
  toast.className = `toast${message.isError ? " error" : ""}`;
  toast.dataset.id = message.id;
  const words = document.createElement("span");
  words.textContent = message.message;
  toast.append(words);
  if (message.action) toast.append(button(message.action, () => send({ type: "toast-action", id: message.id })));
  const close = (): void => {
    if (!toast.isConnected) return;
    toast.remove();
    send({ type: "toast-dismiss", id: message.id });
  };
  const dismiss = button("×", close);
  dismiss.setAttribute("aria-label", "Dismiss");
  toast.append(dismiss);
  byId("toasts").append(toast);
  setTimeout(close, message.duration);
}

/** The app's path lives in the admin's address; the application's own start page is the bare address. */
function showLocation(next: string): void {
  path = next;
  const address = base + (next === appPath ? "" : next);
  if (location.pathname + location.search !== address) history.replaceState(null, "", address);
  drawNav();
}

/** The admin's own picker, over the page: the chosen products or collections go to the app whole; `false` when it is closed, `true` when the app lacks the scope. */
function pickResources({ request, kind, most, selected }: Extract<AppMessage, { type: "pick-resources" }>): void {
  const reply = (value: string | boolean): void => send({ type: "reply", request, value });
  if (!(frame.dataset.scopes ?? "").split(",").some((scope) => /^(read|write)_products$/.test(scope)))
    return reply(true);
  const offered = kind === "product" ? frame.dataset.products : frame.dataset.collections;
  const resources = JSON.parse(offered ?? "[]") as { id: string; title: string }[];
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", `Select ${kind}s`);
  const boxes = resources.map(({ id, title }) => {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = selected.includes(id);
    const label = document.createElement("label");
    label.append(box, ` ${title}`);
    label.style.display = "block";
    dialog.append(label);
    return box;
  });
  const close = (value: string | boolean): void => {
    dialog.remove();
    reply(value);
  };
  const chosen = () => resources.filter((_, place) => boxes[place]?.checked);
  const done = button("Select", () => close(JSON.stringify(chosen())), "primary");
  const count = () => (done.disabled = chosen().length > most);
  dialog.addEventListener("change", count);
  dialog.addEventListener("cancel", () => close(false));
  dialog.append(
    button("Cancel", () => close(false)),
    done,
  );
  document.body.append(dialog);
  dialog.showModal();
}

async function mintToken(request: number): Promise<void> {
  const response = await fetch(frame.dataset.tokenUrl ?? "", { method: "POST" });
  send({ type: "reply", request, value: await response.text() });
}

addEventListener("message", (event: MessageEvent<AppMessage>) => {
  if (event.origin !== appOrigin || event.source !== frame.contentWindow || !event.data.simulatedAppBridge) return;
  const message = event.data;
  switch (message.type) {
    case "id-token":
      void mintToken(message.request);
      return;
    case "toast":
      return showToast(message);
    case "toast-hide":
      document.querySelector(`[data-id="${CSS.escape(message.id)}"]`)?.remove();
      return;
    case "title-bar":
      return drawTitleBar(message.state);
    case "nav-menu":
      nav = message.items;
      return drawNav();
    case "save-bar":
      return drawSaveBar(message.id, message.open, message.saving);
    case "leave-confirmation":
      send({ type: "reply", request: message.request, value: confirm("Leave page with unsaved changes?") });
      return;
    case "pick-resources":
      return pickResources(message);
    case "loading":
      byId("loading").hidden = !message.on;
      return;
    case "location":
      return showLocation(message.path);
    case "open":
      location.href = message.url;
  }
});

byId("app-home").addEventListener("click", (event) => {
  const home = nav.find((i) => i.home);
  if (!home) return;
  event.preventDefault();
  send({ type: "navigate", href: home.href });
});
