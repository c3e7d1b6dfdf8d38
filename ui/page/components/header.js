// <opc-header>: brand, the views that exist, earlier conversations (where they have no column), language, theme.
import { emit, h, icon } from "./dom.js";
import { language, use } from "./i18n.js";
import { keep } from "./store.js";

class Header extends HTMLElement {
  connectedCallback() {
    if (this.nav) return;
    this.className = "top";
    this.setAttribute("role", "banner");
    this.nav = h("nav", { class: "tabs", label: "nav.label" });
    this.railButton = h("button", { type: "button", class: "ico raily", label: "rail.open", "aria-controls": "opc-rail",
      "aria-expanded": "false", on: { click: () => emit(this, "opc-rail") } }, icon("list"));
    const lang = h("button", { type: "button", class: "ico", t: "lang.other", label: "lang.switch", on: { click: () => this.language() } });
    const theme = h("button", { type: "button", class: "ico", label: "theme.switch", on: { click: () => this.theme() } }, icon("theme"));
    this.brand = h("a", { class: "brand", href: "#ask" }, icon("brand", ""), h("span"));
    this.append(h("div", { class: "bar" }, this.brand, this.nav, h("div", { class: "acts" }, this.railButton, lang, theme)));
  }

  set title(value) { this.brand.querySelector("span").textContent = value; }

  // views: [{id, key}], shown only when there is a choice
  set views(list) {
    this.nav.hidden = list.length < 2;
    this.nav.replaceChildren(...list.map(({ id, key }) => h("a", { href: `#${id}`, t: key, "data-view": id })));
  }

  set view(id) {
    for (const link of this.nav.children) {
      if (link.dataset.view === id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    this.railButton.hidden = id !== "ask";
  }

  set railOpen(value) { this.railButton.setAttribute("aria-expanded", String(value)); }

  async language() {
    const next = language() === "zh" ? "en" : "zh";
    await use(next);
    keep.lang(next);
  }

  theme() {
    const root = document.documentElement;
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    keep.theme(root.dataset.theme);
  }
}

customElements.define("opc-header", Header);
