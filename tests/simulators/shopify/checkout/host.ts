// The page's side of the checkout block: draws what the extension's worker asks for with real form controls, and
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
    const response = await fetch(`/checkouts/${setup.token}/${path}`, { method: "POST", body: JSON.stringify(body) });
    return (await response.json()) as T;
  };
  const host: HostApi = {
    applyMetafieldChange: (change) => post("metafields", change),
    sessionToken: async () => (await post<{ token: string }>("session-token", {})).token,
  };
  const thread = new ThreadWebWorker<WorkerApi>(new Worker("/checkout-host/worker.js"));
  try {
    await thread.imports.run(setup, receiver.connection, host);
    container.dataset.state = "running";
  } catch (error) {
    // Shopify hides a block that fails; here it is also told where a test or a developer looks.
    container.dataset.state = "failed";
    console.error("checkout extension:", error);
  }
}
