// <opc-cite>: the chip that opens the section at the cited sentence. One component wherever a source is named.
import { emit, h } from "./dom.js";
import { bind } from "./i18n.js";

class Citation extends HTMLElement {
  // {policy, section, label, quote, nearest}; short: only the number of the article
  set source(value) {
    this.citation = value;
    const label = this.hasAttribute("short") ? value.label.split(/\s/)[0] : value.label;
    const button = h("button", { type: "button", class: "cite", "aria-expanded": "false", "aria-controls": "opc-source" });
    button.append(label);
    bind(button, "aria-label", "cite.open", { label: value.label });
    button.addEventListener("click", () => emit(this, "opc-open-source", { citation: value, opener: button }));
    this.replaceChildren(button);
  }
}

export function cite(citation, short = false) {
  const element = h("opc-cite", { short });
  element.source = citation;
  return element;
}

// White space folded away: quotes and sections are compared as the contract compares them.
export const folded = (text) => text.replace(/\s+/g, "");

customElements.define("opc-cite", Citation);
