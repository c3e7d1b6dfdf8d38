// <opc-formula>: one computed line of calculate_subsidy. The kind of figure is part of the figure:
// formula = operands and result in brand colour; ceiling and discretionary = 不超过 before it, ink colour, broken bar; service = words.
import { cite } from "./citation.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { fen, filled, money, percent, yuan } from "./money.js";

class FormulaCard extends HTMLElement {
  connectedCallback() {
    document.addEventListener("opc-lang", (this.redraw = () => this.line && this.draw()));
    if (this.line) this.draw();
  }

  disconnectedCallback() {
    document.removeEventListener("opc-lang", this.redraw);
  }

  // line: SubsidyLine of tools/schema.py; citation: where it stands
  show(line, citation) {
    Object.assign(this, { line, citation });
    this.className = `card calc ${line.kind}`;
    this.setAttribute("role", "group");
    if (this.isConnected) this.draw();
  }

  draw() {
    const { line } = this;
    this.setAttribute("aria-label", `${line.label}${line.item_label ? ` ${line.item_label}` : ""}`);
    this.replaceChildren(
      h("header", {},
        h("h2", { class: "h3" }, line.label, line.item_label ? h("span", { class: "muted" }, `　${line.item_label}`) : null),
        h("span", { class: "tag" }, kindTag(line))),
      ...body(line),
      ...(this.citation ? [h("p", { class: "from" }, cite(this.citation))] : []),
    );
  }
}

function kindTag(line) {
  const kind = t(`kind.${line.kind}`);
  if (!line.per) return kind;
  const per = line.years > 1 ? t("per.years", { years: line.years }) : t(`per.${line.per}`);
  return `${kind} · ${per}`;
}

function body(line) {
  if (line.kind === "service") return [h("p", {}, line.formula)];
  if (line.kind === "discretionary" || (!line.basis && !line.target)) return [bound(line), bar(line, 100, true), capRow(line)];
  const parts = [];
  if (line.target !== null && line.target !== undefined) parts.push(needed(line));
  if (line.basis) parts.push(equation(line), bar(line, line.cap ? filled(line.amount, line.cap) : 0, line.kind === "ceiling"), capRow(line));
  return parts;
}

const operand = (label, figure, unit, op = null, className = null) => h("div", { "data-op": op, class: className },
  h("dt", {}, label), h("dd", {}, figure, unit ? h("small", {}, unit) : null));

const amount = (label, value, op, className) => { const { figure, unit } = yuan(value); return operand(label, figure, unit, op, className); };

function equation(line) {
  const ceiling = line.kind === "ceiling";
  const result = ceiling ? "calc.ceiling" : "calc.result";
  const cells = [
    amount(line.basis_label || t("calc.basis"), line.basis, null),
    operand(t(ceiling ? "calc.rate_at_most" : "calc.rate"), percent(line.rate), null, "x"),
    line.years > 1 ? operand(t("calc.years"), String(line.years), t("calc.years_unit"), "x") : null,
    amount(line.capped ? t("calc.before_cap") : t(result), line.uncapped, "eq", line.capped ? null : "res"),
    line.capped ? amount(t(ceiling ? "calc.ceiling" : "calc.after_cap"), line.amount, "to", "res") : null,
  ];
  return h("dl", { class: "eq" }, cells.filter(Boolean));
}

// Only an upper bound is known.
function bound(line) {
  const { figure, unit } = yuan(line.cap ?? "0.00");
  return h("p", { class: "bound" }, h("span", {}, t("calc.at_most")), h("b", {}, figure), h("small", {}, unit));
}

function needed(line) {
  const cells = line.needed
    ? [amount(t("calc.target"), line.target, null), operand(t("calc.rate"), percent(line.rate), null, "by"),
       amount(t("calc.needed"), line.needed, "eq", "res")]
    : [amount(t("calc.target"), line.target, null)];
  return h("div", {}, h("dl", { class: "eq" }, cells), line.needed ? null : h("p", {}, line.formula));
}

function bar(line, share, broken) {
  const full = line.capped;
  return h("div", { class: `meter${full ? " full" : ""}${broken ? " broken" : ""}`, role: "img",
    "aria-label": t("calc.meter", { share, cap: line.cap ? money(line.cap) : "" }) },
    h("i", { style: `width:${Math.min(share, 100)}%` }));
}

// The cap at the left, what is left under it or cut off by it at the right: all figures of the tool, or their difference.
function capRow(line) {
  if (!line.cap) return h("p", { class: "mrow" });
  const per = line.years > 1 ? t("per.years", { years: line.years }) : t(`per.${line.per ?? "year"}`);
  const row = h("p", { class: "mrow" }, h("span", {}, t("calc.cap", { per }), " ", h("b", { class: "num" }, money(line.cap))));
  if (line.capped) {
    const over = (fen(line.uncapped) - fen(line.amount)).toString().padStart(3, "0");
    row.append(h("span", { class: "over" }, t("calc.over"), " ", h("b", { class: "num" }, money(`${over.slice(0, -2)}.${over.slice(-2)}`))));
  } else if (line.received) {
    row.append(h("span", {}, t("calc.received", { received: money(line.received) }), " ", h("b", { class: "num" }, money(line.left))));
  } else if (line.amount && line.left) {
    row.append(h("span", {}, t("calc.left"), " ", h("b", { class: "num" }, money(line.left))));
  }
  return row;
}

customElements.define("opc-formula", FormulaCard);
