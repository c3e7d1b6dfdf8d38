// <opc-answer>: one answer, from the first dots to the finished parts: steps, text, figures, open points, sources, next steps.
import { lasting } from "./api.js";
import { cite, folded } from "./citation.js";
import { copyText, emit, h, icon } from "./dom.js";
import { bind, t } from "./i18n.js";
import { show } from "./markdown.js";
import { notice } from "./notice.js";

const OPEN = ["answer.unstated", "answer.nearest"];

class AnswerView extends HTMLElement {
  connectedCallback() {
    if (this.text) return;
    this.className = "ans";
    this.setAttribute("role", "article");
    bind(this, "aria-label", "answer.label");
    this.reply = "";
    this.calls = [];
    this.steps = h("opc-steps");
    this.text = h("div", { class: "said" });
    this.append(this.steps, this.text);
  }

  begin() {
    this.steps.update(this.calls, true);
    this.waiting = h("div", { class: "sks", "aria-hidden": "true" }, h("div", { class: "sk" }), h("div", { class: "sk" }), h("div", { class: "sk" }));
    this.append(this.waiting);
  }

  tool({ name, phase, args, result }) {
    if (phase === "start") this.calls.push({ name, args });
    else Object.assign(this.calls.findLast((call) => call.name === name && !call.result) ?? {}, { args, result });
    this.steps.update(this.calls, true);
  }

  token(piece) {
    this.waiting?.remove();
    this.reply += piece;
    show(this.text, this.reply);
  }

  // Broken off: what was said stays, the dots go.
  halt(note = null) {
    this.waiting?.remove();
    this.steps.update(this.calls.filter((call) => call.result), false);
    if (note) this.append(note);
  }

  // answer: the contract's object; latest: chips for the next step are still of use
  finish(answer, latest = true) {
    this.waiting?.remove();
    this.answer = answer;
    show(this.text, answer.reply);
    this.steps.update(answer.tool_calls ?? [], false);
    const citations = answer.citations ?? [];
    const named = new Set(this.quotes(citations));
    this.cards(answer, citations, named);
    this.sources(citations.filter((citation) => !named.has(citation)));
    this.openPoints(answer, citations, named);
    this.append(...(answer.staff_answers ?? []).map((said) => notice("person", { t: ["staff.title", { ticket: said.ticket }] }, said.text)));
    if (answer.handoff) this.append(notice("person", { t: ["handoff.title", { ticket: answer.handoff.ticket }] }, { t: "handoff.text" }));
    this.append(...(answer.files ?? []).map(file));
    if (answer.fallback) this.append(h("p", { class: "xs muted", t: "answer.fallback" }));
    this.append(this.tools(), this.chips(latest ? answer.suggestions ?? [] : []));
  }

  // A quoted sentence carries its own chip, in place of the label in brackets. Returns the citations that are named by that.
  quotes(citations) {
    return [...this.text.querySelectorAll("blockquote")].flatMap((quote) => {
      const said = folded(quote.textContent);
      const source = citations.find((citation) => said.includes(folded(citation.quote)));
      if (!source) return [];
      const last = quote.lastChild;
      if (last.nodeType === Node.TEXT_NODE) last.textContent = last.textContent.replace(new RegExp(`[（(]${escaped(source.label)}[）)]\\s*$`), "");
      quote.append(" ", cite(source));
      quote.classList.toggle("open", source.nearest ?? false);
      return [source];
    });
  }

  // Figures stand right behind the sentence that names them, each with its source unless a quote below carries it.
  cards(answer, citations, named) {
    const results = (answer.tool_calls ?? []).filter((call) => call.name === "calculate_subsidy" && call.result?.items);
    const lines = results.at(-1)?.result.items ?? [];
    const sources = lines.map((line) => citations.find((citation) => citation.section === line.section && folded(citation.quote) === folded(line.quote)));
    const cards = lines.map((line, index) => {
      const card = h("opc-formula");
      card.show(line, named.has(sources[index]) ? null : sources[index]);
      return card;
    });
    if (cards.length) this.text.firstElementChild?.after(h("div", { class: "cards" }, cards));
    sources.filter(Boolean).forEach((source) => named.add(source));
  }

  // What is cited and stands nowhere else: one row, a chip a section.
  sources(citations) {
    const rest = distinct(citations.filter((citation) => !citation.nearest));
    if (rest.length) this.append(h("p", { class: "sources" }, h("span", { class: "muted s", t: "answer.sources" }), rest.map((item) => cite(item))));
  }

  // What the text leaves open: the reply's own sentences on it take the dotted bar; what they leave out stands in one more.
  openPoints(answer, citations, named) {
    for (const paragraph of this.text.querySelectorAll("p:not(:first-child)")) {
      const opening = OPEN.map((key) => t(key).trim()).find((words) => paragraph.textContent.startsWith(words));
      if (!opening) continue;
      paragraph.classList.add("gap");
      const first = paragraph.firstChild;
      if (first.nodeType !== Node.TEXT_NODE || first.length < opening.length) continue;
      first.splitText(opening.length);
      first.replaceWith(h("b", {}, opening));
    }
    const nearest = distinct(citations.filter((citation) => citation.nearest && !named.has(citation)));
    const gap = h("div", { class: "gap", hidden: true });
    if (nearest.length) gap.append(h("p", {}, h("b", { t: "answer.nearest" }), " ", nearest.map((item) => cite(item))));
    gap.hidden = !nearest.length;
    this.append(gap);
    if (answer.unstated?.length && citations.length) this.nameMatters(gap, citations[0].policy, answer);
  }

  async nameMatters(gap, policy, { unstated, reply }) {
    try {
      const matters = await lasting(`/api/policy/${encodeURIComponent(policy)}/matters`);
      const labels = new Map((matters.matters ?? matters).map((matter) => [matter.id, matter.label]));
      const unsaid = unstated.map((id) => labels.get(id)).filter((label) => label && !reply.includes(label));
      if (unsaid.length) gap.prepend(h("p", {}, h("b", { t: "answer.unstated" }), unsaid.join("、")));
      gap.hidden = !gap.children.length;
    } catch { /* the reply's own words say it already */ }
  }

  tools() {
    const copy = h("button", { type: "button", class: "ico", label: "answer.copy", on: { click: () => this.copy(copy) } }, icon("copy"));
    const human = h("button", { type: "button", class: "ico worded", on: { click: () => emit(this, "opc-say", { text: t("handoff.say") }) } },
      icon("person"), h("span", { t: "handoff.button" }));
    return h("div", { class: "fb", role: "group", label: "answer.tools" }, copy, this.answer.handoff ? null : human);
  }

  async copy(button) {
    const quotes = (this.answer.citations ?? []).map((citation) => `${citation.label}：${citation.quote}`);
    await copyText([this.answer.reply, ...quotes].join("\n\n"));
    button.replaceChildren(icon("check"));
    bind(button, "aria-label", "answer.copied");
  }

  chips(suggestions) {
    // What the button beside it does already needs no chip.
    const chips = suggestions.filter((text) => text !== t("handoff.button")).slice(0, 3).map((text) =>
      h("button", { type: "button", class: "chip", on: { click: () => emit(this, "opc-say", { text }) } }, text));
    return h("div", { class: "chips next", role: "group", label: "answer.next", hidden: !chips.length }, chips);
  }
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s*");

// One chip a section: the first sentence that is cited from it.
function distinct(citations) {
  return [...new Map(citations.toReversed().map((citation) => [`${citation.policy} ${citation.section}`, citation])).values()].toReversed();
}

function file({ name, url }) {
  return h("div", { class: "card file" }, h("b", {}, name), h("a", { class: "btn sm", href: url, download: name }, icon("file"), h("span", { t: "file.download" })));
}

customElements.define("opc-answer", AnswerView);
