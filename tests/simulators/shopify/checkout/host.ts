// The page's side of an extension's block: draws what the extension's worker asks for with real form controls, and
// passes on what a buyer does. Bundled and served by the storefront.
import { DOMRemoteReceiver, type DOMRemoteElementPolicy } from "@remote-dom/core/receivers";
import { retain, ThreadWebWorker } from "@quilted/threads";
import { elementNames, elements, events } from "./elements";
import type { ExtensionSetup, HostApi, WorkerApi } from "./host-contract";

/** A component whose own markup lies in its shadow tree, around what the extension puts inside. */
abstract class Component extends HTMLElement {
  protected readonly tree = this.attachShadow({ mode: "open" });
  protected style_ = "";
  connectedCallback(): void {
    if (this.tree.childNodes.length > 0) return;
    const style = document.createElement("style");
    style.textContent = `:host{display:block}${this.style_}`;
    this.tree.append(style, ...this.build());
  }
  protected abstract build(): Node[];
}

class Checkbox extends Component {
  readonly #input = document.createElement("input");
  readonly #text = document.createElement("span");
  readonly #error = document.createElement("p");
  protected override style_ =
    "label{display:flex;gap:.65rem;align-items:flex-start;cursor:pointer}input{width:1.15rem;height:1.15rem;margin:.2rem 0 0;flex:none;accent-color:#0b5a7a}input:focus-visible{outline:3px solid #f2a33a;outline-offset:2px}p{color:#a01212;margin:.3rem 0 0}p:empty{display:none}";
  protected override build(): Node[] {
    const label = document.createElement("label");
    this.#input.type = "checkbox";
    label.append(this.#input, this.#text);
    this.#error.setAttribute("role", "alert");
    this.#input.addEventListener("change", (event) => {
      event.stopPropagation();
      this.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: { checked: this.#input.checked } }));
    });
    return [label, this.#error];
  }
  set label(text: string) {
    this.#text.textContent = text;
  }
  set error(text: string | undefined) {
    this.#error.textContent = text ?? "";
  }
  set checked(value: boolean) {
    this.#input.checked = value;
  }
  get checked(): boolean {
    return this.#input.checked;
  }
  set disabled(value: boolean) {
    this.#input.disabled = value;
  }
  set required(value: boolean) {
    this.#input.required = value;
  }
}

/** The options lie inside as elements of their own; the page's own control shows them. */
class Select extends Component {
  readonly #select = document.createElement("select");
  readonly #text = document.createElement("span");
  readonly #error = document.createElement("p");
  #value = "";
  protected override style_ =
    "label{display:grid;gap:.3rem}select{font:inherit;padding:.5rem .6rem;border:1px solid #7a8a94;border-radius:8px;background:#fff;max-width:22rem}select:focus-visible{outline:3px solid #f2a33a;outline-offset:2px}p{color:#a01212;margin:.3rem 0 0}p:empty{display:none}";
  protected override build(): Node[] {
    const label = document.createElement("label");
    label.append(this.#text, this.#select);
    this.#error.setAttribute("role", "alert");
    this.#select.addEventListener("change", (event) => {
      event.stopPropagation();
      this.#value = this.#select.value;
      this.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: { value: this.#value } }));
    });
    new MutationObserver(() => this.#draw()).observe(this, {
      childList: true,
      subtree: true,
      characterData: true,
      attributes: true,
    });
    this.#draw();
    return [label, this.#error];
  }
  #draw(): void {
    const options = [...this.querySelectorAll<HTMLElement & { value?: string }>("s-option")].map(
      (option) => new Option(option.textContent, option.value ?? option.getAttribute("value") ?? ""),
    );
    this.#select.replaceChildren(...options);
    this.#select.value = this.#value;
  }
  set label(text: string) {
    this.#text.textContent = text;
  }
  set error(text: string | undefined) {
    this.#error.textContent = text ?? "";
  }
  set value(value: string) {
    this.#value = value;
    this.#select.value = value;
  }
  get value(): string {
    return this.#value;
  }
  set disabled(value: boolean) {
    this.#select.disabled = value;
  }
}

class Section extends Component {
  readonly #heading = document.createElement("h2");
  protected override style_ = "h2{margin:0 0 .7rem;font-size:1.1rem;color:#123848}h2:empty{display:none}";
  protected override build(): Node[] {
    return [this.#heading, document.createElement("slot")];
  }
  set heading(text: string) {
    this.#heading.textContent = text;
  }
}

class Banner extends Component {
  readonly #heading = document.createElement("strong");
  protected override style_ =
    ":host{border:1px solid #7a8a94;border-left-width:5px;border-radius:8px;padding:.75rem .9rem;background:#f4f7f9}:host([tone=critical]){border-color:#a01212;background:#fdf1f1}:host([tone=success]){border-color:#1d6b3a;background:#eef8f1}:host([tone=warning]){border-color:#8a5a00;background:#fff7e6}strong{display:block}strong:empty{display:none}";
  protected override build(): Node[] {
    return [this.#heading, document.createElement("slot")];
  }
  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("role", this.getAttribute("tone") === "critical" ? "alert" : "status");
  }
  set heading(text: string) {
    this.#heading.textContent = text;
  }
  set tone(tone: string) {
    this.setAttribute("tone", tone);
    this.setAttribute("role", tone === "critical" ? "alert" : "status");
  }
}

class Link extends Component {
  readonly #anchor = document.createElement("a");
  protected override style_ = ":host{display:inline}a{color:#0b5a7a}";
  protected override build(): Node[] {
    this.#anchor.append(document.createElement("slot"));
    return [this.#anchor];
  }
  set href(address: string) {
    this.#anchor.href = address;
  }
  set target(name: string) {
    this.#anchor.target = name;
  }
}

class Button extends Component {
  readonly #button = document.createElement("button");
  protected override style_ =
    ":host{display:inline-block}button{font:inherit;font-weight:600;padding:.6rem 1.1rem;border-radius:8px;border:1px solid #0b5a7a;background:#fff;color:#0b5a7a;cursor:pointer}";
  protected override build(): Node[] {
    this.#button.type = "button";
    this.#button.append(document.createElement("slot"));
    return [this.#button];
  }
  set disabled(value: boolean) {
    this.#button.disabled = value;
  }
  set loading(value: boolean) {
    this.#button.setAttribute("aria-busy", String(value));
  }
}

class Spinner extends Component {
  protected override build(): Node[] {
    return ["…"].map((text) => document.createTextNode(text));
  }
  set accessibilityLabel(text: string) {
    this.setAttribute("role", "status");
    this.setAttribute("aria-label", text);
  }
}

/** A component that only arranges or emphasises what is inside it. */
function plain(style: string, role?: [string, string?]): CustomElementConstructor {
  return class extends Component {
    protected override style_ = style;
    protected override build(): Node[] {
      return [document.createElement("slot")];
    }
    override connectedCallback(): void {
      super.connectedCallback();
      if (!role) return;
      this.setAttribute("role", role[0]);
      if (role[1]) this.setAttribute("aria-level", role[1]);
    }
  };
}

const components: Record<(typeof elementNames)[number], CustomElementConstructor> = {
  "s-checkbox": Checkbox,
  "s-select": Select,
  "s-option": plain(":host{display:none}"),
  "s-section": Section,
  "s-stack": plain(":host{display:grid;gap:.75rem}:host([direction=inline]){display:flex;flex-wrap:wrap}"),
  "s-box": plain(""),
  "s-text": plain(":host{display:inline}"),
  "s-banner": Banner,
  "s-heading": plain(":host{font-weight:700;font-size:1.05rem}", ["heading", "3"]),
  "s-paragraph": plain(""),
  "s-link": Link,
  "s-button": Button,
  "s-spinner": Spinner,
  "s-divider": plain(":host{border-top:1px solid #d8e0e5}", ["separator"]),
};
for (const name of elementNames) customElements.define(name, components[name]);

const root = document.getElementById("extension");
const data = document.getElementById("extension-setup")?.textContent;
if (root && data) await start(root, JSON.parse(data) as ExtensionSetup);

async function start(container: HTMLElement, setup: ExtensionSetup): Promise<void> {
  const policy: Record<string, DOMRemoteElementPolicy> = Object.fromEntries(
    elementNames.map((name) => [
      name,
      {
        properties: Object.fromEntries(Object.entries(elements[name]).map(([property, type]) => [property, { type }])),
        events: events[name] ? { [events[name]]: {} } : {},
      },
    ]),
  );
  const receiver = new DOMRemoteReceiver({ root: container, elements: policy });
  retain(receiver.connection);
  const post = async <T>(path: string, body: unknown): Promise<T> => {
    const response = await fetch(`${setup.base}/${path}`, { method: "POST", body: JSON.stringify(body) });
    return (await response.json()) as T;
  };
  container.lang = setup.locale;
  const host: HostApi = {
    applyMetafieldChange: (change) => post("metafields", change),
    sessionToken: async () => (await post<{ token: string }>("session-token", {})).token,
    customerAccountApi: (body) => post("customer-api", body),
  };
  const thread = new ThreadWebWorker<WorkerApi>(new Worker("/checkout-host/worker.js"));
  try {
    await thread.imports.run(setup, receiver.connection, host);
    container.dataset.state = "running";
  } catch (error) {
    // Shopify hides a block that fails; here it is also told where a test or a developer looks.
    container.dataset.state = "failed";
    console.error("extension:", error);
  }
}
