// The ui-* elements of App Bridge: what an app writes into its page for the admin to show.
import type { AppMessage, NavItem, TitleBarButton, TitleBarState } from "./messages";

type Outgoing = AppMessage extends infer M ? (M extends AppMessage ? Omit<M, "simulatedAppBridge"> : never) : never;

interface Toggled extends HTMLElement {
  show(): Promise<void>;
  hide(): Promise<void>;
  toggle(): Promise<void>;
}

export interface Elements {
  modal(id: string): Toggled;
  saveBar(id: string): Toggled;
  saveBarShowing(): boolean;
  pressTitleBar(index: number): void;
  pressSaveBar(id: string, action: "save" | "discard"): void;
  navigate(href: string): void;
}

const text = (element: Element): string => element.textContent.trim();
const pressable = (bar: Element): HTMLElement[] => [...bar.querySelectorAll<HTMLElement>("button, a")];

/** Calls back at once and whenever anything inside an element changes. */
function watch(element: Element, changed: () => void): MutationObserver {
  changed();
  const observer = new MutationObserver(changed);
  observer.observe(element, { subtree: true, childList: true, attributes: true, characterData: true });
  return observer;
}

/** Defines the elements in this document; `post` sends to the admin. */
export function defineElements(post: (message: Outgoing) => void): Elements {
  abstract class Mirrored extends HTMLElement {
    #observer: MutationObserver | undefined;
    connectedCallback(): void {
      this.style.display = "none";
      this.#observer = watch(this, () => this.changed());
    }
    disconnectedCallback(): void {
      this.#observer?.disconnect();
      this.removed();
    }
    protected abstract changed(): void;
    protected abstract removed(): void;
  }

  class NavMenu extends Mirrored {
    protected override changed(): void {
      const items: NavItem[] = [...this.querySelectorAll("a")].map((a) => ({
        href: a.getAttribute("href") ?? "",
        label: text(a),
        home: a.rel === "home",
      }));
      post({ type: "nav-menu", items });
    }
    protected override removed(): void {
      post({ type: "nav-menu", items: [] });
    }
  }

  class TitleBar extends Mirrored {
    protected override changed(): void {
      if (!this.closest("ui-modal")) post({ type: "title-bar", state: titleBarState(this) });
    }
    protected override removed(): void {
      if (!document.querySelector("ui-title-bar")) post({ type: "title-bar", state: undefined });
    }
  }

  class SaveBar extends Mirrored implements Toggled {
    showing = false;
    discardConfirmation = false;
    show = (): Promise<void> => this.#set(true);
    hide = (): Promise<void> => this.#set(false);
    toggle = (): Promise<void> => this.#set(!this.showing);
    #set(showing: boolean): Promise<void> {
      if (this.showing !== showing) {
        this.showing = showing;
        this.changed();
        this.dispatchEvent(new Event(showing ? "show" : "hide"));
      }
      return Promise.resolve();
    }
    protected override changed(): void {
      const saving = this.querySelector("button[loading]") !== null;
      post({ type: "save-bar", id: this.id, open: this.showing, saving });
    }
    protected override removed(): void {
      post({ type: "save-bar", id: this.id, open: false, saving: false });
    }
  }

  class Modal extends HTMLElement implements Toggled {
    readonly #dialog = document.createElement("dialog");
    readonly #heading = document.createElement("h2");
    readonly #footer = document.createElement("div");
    /** Where the app puts the modal's contents (React does so through a portal). */
    readonly content = document.createElement("div");
    #observer: MutationObserver | undefined;
    connectedCallback(): void {
      this.style.display = "none";
      const dialog = this.#dialog;
      dialog.className = "simulated-modal";
      dialog.style.cssText =
        "border:0;border-radius:12px;padding:0;width:min(620px,92vw);box-shadow:0 8px 40px #0006;font-family:inherit";
      this.#heading.style.cssText =
        "margin:0;padding:14px 18px;font-size:15px;background:#f3f3f3;border-bottom:1px solid #ddd";
      this.#footer.style.cssText =
        "display:flex;justify-content:flex-end;gap:8px;padding:12px 18px;border-top:1px solid #ddd";
      this.#heading.id = `${this.id}-heading`;
      dialog.setAttribute("aria-labelledby", this.#heading.id);
      dialog.append(this.#heading, this.content, this.#footer);
      dialog.addEventListener("close", () => this.dispatchEvent(new Event("hide")));
      document.body.append(dialog);
      this.#observer = watch(this, () => this.#draw());
    }
    disconnectedCallback(): void {
      this.#observer?.disconnect();
      this.#dialog.remove();
    }
    show(): Promise<void> {
      if (!this.#dialog.open) {
        this.#dialog.showModal();
        this.dispatchEvent(new Event("show"));
      }
      return Promise.resolve();
    }
    hide(): Promise<void> {
      if (this.#dialog.open) this.#dialog.close();
      return Promise.resolve();
    }
    toggle(): Promise<void> {
      return this.#dialog.open ? this.hide() : this.show();
    }
    #draw(): void {
      const bar = this.querySelector("ui-title-bar");
      const state = bar ? titleBarState(bar) : undefined;
      this.#heading.textContent = state?.title ?? "";
      this.#footer.replaceChildren(
        ...(state?.buttons ?? []).map(({ label, primary, disabled, index }) => {
          const button = document.createElement("button");
          button.type = "button";
          button.textContent = label;
          button.disabled = disabled;
          button.style.cssText = `font:inherit;font-weight:600;padding:6px 14px;border-radius:8px;border:1px solid #8a8a8a;cursor:pointer;${primary ? "background:#303030;color:#fff" : "background:#fff;color:#303030"}`;
          button.addEventListener("click", () => bar && pressable(bar)[index]?.click());
          return button;
        }),
      );
      this.#footer.hidden = this.#footer.childElementCount === 0;
    }
  }

  customElements.define("ui-nav-menu", NavMenu);
  customElements.define("ui-title-bar", TitleBar);
  customElements.define("ui-save-bar", SaveBar);
  customElements.define("ui-modal", Modal);
  watchForms(post);

  const find = <T extends Element>(id: string, kind: new () => T): T => {
    const element = document.getElementById(id);
    if (!(element instanceof kind)) throw new Error(`simulated App Bridge: there is no such element: ${id}`);
    return element;
  };
  return {
    modal: (id) => find(id, Modal),
    saveBar: (id) => find(id, SaveBar),
    saveBarShowing: () =>
      [...document.querySelectorAll("ui-save-bar")].some((bar) => bar instanceof SaveBar && bar.showing),
    pressTitleBar(index) {
      const bar = [...document.querySelectorAll("ui-title-bar")].filter((b) => !b.closest("ui-modal")).at(-1);
      if (bar) pressable(bar)[index]?.click();
    },
    pressSaveBar(id, action) {
      const form = document.querySelector<HTMLFormElement>("form[data-save-bar]");
      if (id === formBar && form) return action === "save" ? form.requestSubmit() : form.reset();
      const bar = document.getElementById(id);
      bar
        ?.querySelector<HTMLElement>(
          action === "save" ? 'button[variant="primary"]' : 'button:not([variant="primary"])',
        )
        ?.click();
    },
    navigate(href) {
      const link = [...document.querySelectorAll("ui-nav-menu a")].find((a) => a.getAttribute("href") === href);
      link?.dispatchEvent(new CustomEvent("shopify:navigate", { bubbles: true }));
    },
  };
}

const formBar = "form[data-save-bar]";

/** `<form data-save-bar>`: the save bar shows from the first change until the form is submitted or reset. */
function watchForms(post: (message: Outgoing) => void): void {
  const set = (event: Event, open: boolean): void => {
    if (event.target instanceof Element && event.target.closest(formBar)) {
      post({ type: "save-bar", id: formBar, open, saving: false });
    }
  };
  for (const type of ["input", "change"]) document.addEventListener(type, (event) => set(event, true));
  for (const type of ["submit", "reset"]) document.addEventListener(type, (event) => set(event, false));
}

function titleBarState(bar: Element): TitleBarState {
  const elements = pressable(bar).map((element, index): TitleBarButton & { variant: string | null } => ({
    label: text(element),
    primary: element.getAttribute("variant") === "primary",
    disabled: element.hasAttribute("disabled"),
    critical: element.getAttribute("tone") === "critical",
    index,
    variant: element.getAttribute("variant"),
  }));
  return {
    title: bar.getAttribute("title") ?? "",
    breadcrumb: elements.find((e) => e.variant === "breadcrumb"),
    buttons: elements.filter((e) => e.variant !== "breadcrumb"),
  };
}
