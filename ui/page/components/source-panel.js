// <opc-source>: the verbatim section beside the conversation (a sheet from below on phones), the cited sentence marked.
import { lasting, sectionPath } from "./api.js";
import { copyText, emit, h, icon } from "./dom.js";
import { bind } from "./i18n.js";
import { failure } from "./failure.js";
import { lawText } from "./law.js";

class SourcePanel extends HTMLElement {
  connectedCallback() {
    if (this.body) return;
    this.className = "src";
    this.id = "opc-source";
    this.hidden = true;
    this.setAttribute("role", "complementary");
    bind(this, "aria-label", "source.title");
    this.body = h("div");
    this.append(h("div", { class: "grab", "aria-hidden": "true" }), this.body);
    this.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); this.close(); } });
  }

  // policy: {id, title, sections: [{id, label}]} of the page's configuration
  set policy(value) { this.head = value; }

  async open({ citation, opener }) {
    this.opener?.setAttribute("aria-expanded", "false");
    this.opener = opener ?? this.opener;
    this.opener?.setAttribute("aria-expanded", "true");
    this.shown = citation;
    this.hidden = false;
    emit(this, "opc-panel", { open: true });
    this.draw(citation.label, h("div", { class: "sks" }, h("div", { class: "sk" }), h("div", { class: "sk" }), h("div", { class: "sk" })));
    try {
      const section = await lasting(sectionPath(citation.policy, citation.section));
      if (this.shown === citation) this.fill(section, citation);
    } catch (error) {
      if (this.shown === citation) this.draw(citation.label, failure(error, () => this.open({ citation, opener })));
    }
  }

  close() {
    this.hidden = true;
    emit(this, "opc-panel", { open: false });
    this.opener?.setAttribute("aria-expanded", "false");
    const back = this.opener;
    this.opener = null;
    back?.focus();
  }

  draw(label, ...parts) {
    const close = h("button", { type: "button", class: "ico", label: "source.close", on: { click: () => this.close() } }, icon("close"));
    const [number, ...title] = label.split(/\s+/);
    this.body.replaceChildren(
      h("header", {}, h("div", {}, h("p", { class: "xs muted", t: "source.title" }), h("h2", { class: "h2" }, [number, ...title].join("\u3000"))), close),
      ...parts);
  }

  fill(section, citation) {
    const law = lawText(section, citation.quote);
    const marked = law.querySelector("mark");
    const parts = [law];
    if (marked) parts.push(h("p", { class: "keyed", t: citation.nearest ? "source.key_nearest" : "source.key" }));
    parts.push(this.actions(section, citation, Boolean(marked)), this.neighbours(citation), h("p", { class: "xs muted from" }, `《${this.head.title}》`));
    this.draw(section.label, ...parts);
    law.focus({ preventScroll: true });
    (marked ?? law).scrollIntoView({ block: "nearest" });
  }

  actions(section, citation, quoted) {
    const copied = (button, text) => async () => {
      await copyText(text);
      button.querySelector("span").textContent = "";
      bind(button.querySelector("span"), "text", "source.copied");
    };
    const button = (name, key, text) => {
      const made = h("button", { type: "button", class: "btn sm" }, icon(name), h("span", { t: key }));
      made.addEventListener("click", copied(made, text));
      return made;
    };
    const address = `${location.origin}/#read/${encodeURIComponent(citation.section)}`;
    return h("div", { class: "acts" },
      button("copy", quoted ? "source.copy" : "source.copy_all", `${quoted ? citation.quote : section.text}（${section.label}）`),
      button("link", "source.link", address),
      h("a", { class: "btn sm", href: `#read/${citation.section}`, t: "source.full" }));
  }

  // Previous and next section, in the order of the text.
  neighbours(citation) {
    const { sections } = this.head;
    const at = sections.findIndex((item) => item.id === citation.section);
    const step = (item, before) => {
      if (!item) return h("span");
      const name = item.label.split(/\s/)[0];
      const move = () => this.open({ citation: { policy: citation.policy, section: item.id, label: item.label, quote: "" } });
      return h("button", { type: "button", class: "step", on: { click: move } }, before ? `← ${name}` : `${name} →`);
    };
    if (citation.policy !== this.head.id || at < 0) return "";
    return h("nav", { class: "pn", label: "source.neighbours" }, step(sections[at - 1], true), step(sections[at + 1], false));
  }
}

customElements.define("opc-source", SourcePanel);
