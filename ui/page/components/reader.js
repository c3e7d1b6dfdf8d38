// <opc-reader>: the whole text, section by section, with a table of contents and a search inside it.
import { lasting, sectionPath } from "./api.js";
import { h, icon } from "./dom.js";
import { failure } from "./failure.js";
import { lawText } from "./law.js";

class Reader extends HTMLElement {
  set policy(value) { this.head = value; }

  // part: id of the section to go to
  async open(part) {
    this.className = "page";
    this.part = part;
    if (!this.ready) {
      this.ready = this.build();
      this.ready.catch(() => { this.ready = null; });
    }
    try { await this.ready; } catch (error) { this.replaceChildren(failure(error, () => this.open(part))); return; }
    this.mark(part);
    const target = part ? this.querySelector(`#${CSS.escape(`s-${part}`)}`) : null;
    if (target) { target.scrollIntoView({ block: "start" }); target.querySelector("h2").focus({ preventScroll: true }); }
  }

  async build() {
    this.replaceChildren(h("div", { class: "sks" }, h("div", { class: "sk" }), h("div", { class: "sk" }), h("div", { class: "sk" })));
    const { id, title, sections } = this.head;
    const texts = await Promise.all(sections.map((section) => lasting(sectionPath(id, section.id))));
    this.box = h("input", { type: "search", id: "opc-find", placeholder: "read.find", autocomplete: "off", on: { input: () => this.find() } });
    this.found = h("p", { class: "s muted", role: "status" });
    this.toc = h("nav", { class: "toc", label: "read.contents" }, sections.map((section) =>
      h("a", { href: `#read/${section.id}`, "data-section": section.id }, section.label)));
    this.parts = texts.map((section) => ({ section, view: h("section", { class: "art", id: `s-${section.id}` },
      h("h2", { class: "h2", tabindex: "-1" }, section.label), lawText(section, "")) }));
    this.replaceChildren(
      h("header", { class: "row" }, h("div", {}, h("h1", { class: "h1" }, title), h("p", { class: "lede", t: "read.lede" })),
        h("div", { class: "find" }, h("label", { class: "vh", for: "opc-find", t: "read.find" }), icon("search"), this.box, this.found)),
      h("div", { class: "full" }, this.toc, h("div", {}, this.parts.map((item) => item.view))));
  }

  mark(part) {
    for (const link of this.toc.children) {
      if (link.dataset.section === part) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  // Sections without the words go; the first place in each that has them is marked.
  find() {
    const words = this.box.value.trim();
    let hits = 0;
    for (const { section, view } of this.parts) {
      const law = lawText(section, words);
      const hit = !words || law.querySelector("mark") || section.label.includes(words);
      view.lastElementChild.replaceWith(law);
      view.hidden = !hit;
      hits += hit ? 1 : 0;
    }
    if (words) this.found.replaceChildren(h("span", { t: hits ? ["read.hits", { hits }] : ["read.none", { words }] }));
    else this.found.replaceChildren();
  }
}

customElements.define("opc-reader", Reader);
