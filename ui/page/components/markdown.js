// Markdown of a reply → nodes. A small, closed set: paragraphs, headings, lists, quotes, tables, bold, code, links to this host.
// Everything else, tags included, is shown as the text it is. Images are never loaded.
import { h } from "./dom.js";

const RULE = /^\s*(?:-{3,}|\*{3,})\s*$/;
const BULLET = /^\s{0,3}[-*+•]\s+/;
const NUMBER = /^\s{0,3}\d{1,3}[.)、]\s+/;
const HEADING = /^#{1,6}\s+/;
const QUOTE = /^\s{0,3}>\s?/;
const ROW = /^\s*\|.*\|\s*$/;
const DIVIDER = /^\s*\|[\s:|-]+\|\s*$/;

// Brings `target` to show `text`, and touches only the blocks that changed: a selection survives the stream.
export function show(target, text) {
  const sources = split(text);
  sources.forEach((source, index) => {
    const old = target.children[index];
    if (old?.source === source) return;
    const node = block(source);
    if (index === 0 && node.nodeName === "P") lead(node);
    node.source = source;
    if (old) old.replaceWith(node);
    else target.append(node);
  });
  while (target.children.length > sources.length) target.lastElementChild.remove();
}

function kind(line) {
  if (QUOTE.test(line)) return "quote";
  if (BULLET.test(line)) return "bullet";
  if (NUMBER.test(line)) return "number";
  if (HEADING.test(line)) return "heading";
  if (ROW.test(line)) return "table";
  if (RULE.test(line)) return "rule";
  return "text";
}

// Blocks end at an empty line or where another kind of line begins; a list takes its indented lines along.
export function split(text) {
  const blocks = [];
  let open = null;
  for (const line of text.replaceAll("\r\n", "\n").split("\n")) {
    if (!line.trim()) { open = null; continue; }
    const is = kind(line);
    const goesOn = open && (is === open.kind || (is === "text" && (open.kind === "bullet" || open.kind === "number")));
    if (goesOn && is !== "heading" && is !== "rule") open.lines.push(line);
    else blocks.push((open = { kind: is, lines: [line] }));
  }
  return blocks.map((item) => item.lines.join("\n"));
}

function block(source) {
  const lines = source.split("\n");
  switch (kind(lines[0])) {
    case "heading": return h("h2", { class: "h3" }, inline(lines[0].replace(HEADING, "")));
    case "quote": return h("blockquote", { class: "law" }, broken(lines.map((line) => line.replace(QUOTE, "")).filter(Boolean)));
    case "bullet": return h("ul", { class: "dotted" }, items(lines, BULLET));
    case "number": return list(lines);
    case "table": return table(lines);
    case "rule": return h("hr");
    default: return h("p", {}, broken(lines));
  }
}

// The first sentence is the answer in one line; a long one stays plain text.
function lead(paragraph) {
  const ends = /[。！？]|[.!?](?=\s|$)/;
  const at = [...paragraph.childNodes].findIndex((node) => node.nodeName === "BR" || ends.test(node.textContent));
  const last = paragraph.childNodes[at];
  if (!last) return;
  const cut = last.nodeType === Node.TEXT_NODE ? last.textContent.search(ends) + 1 : last.textContent.length;
  const rest = last.nodeType === Node.TEXT_NODE ? last.splitText(cut) : last.nextSibling;
  const sentence = h("span", { class: "lead" });
  sentence.append(...[...paragraph.childNodes].slice(0, at + 1));
  paragraph.prepend(...(sentence.textContent.length > 60 ? sentence.childNodes : [sentence]));
  if (rest?.textContent === "") rest.remove();
}

function list(lines) {
  const start = Number.parseInt(lines[0], 10);
  return h("ol", { class: "numbered", start: start === 1 ? null : start }, items(lines, NUMBER));
}

function items(lines, mark) {
  const groups = [];
  for (const line of lines) {
    if (mark.test(line) || !groups.length) groups.push([line.replace(mark, "")]);
    else groups.at(-1).push(line.trim());
  }
  return groups.map((group) => h("li", {}, broken(group)));
}

function table(lines) {
  const rows = lines.filter((line) => !DIVIDER.test(line)).map((line) => line.trim().slice(1, -1).split("|").map((cell) => cell.trim()));
  const cells = (tag, row, scope) => h("tr", {}, row.map((cell) => h(tag, { scope }, inline(cell))));
  const headed = lines.length > 1 && DIVIDER.test(lines[1]);
  const body = headed ? rows.slice(1) : rows;
  return h("div", { class: "table", tabindex: "0" }, h("table", {},
    headed ? h("thead", {}, cells("th", rows[0], "col")) : null,
    h("tbody", {}, body.map((row) => cells("td", row)))));
}

function broken(lines) {
  return lines.flatMap((line, index) => (index ? [h("br"), ...inline(line)] : inline(line)));
}

const INLINE = /\*\*(?<bold>[^*]+)\*\*|`(?<code>[^`]+)`|!?\[(?<label>[^\]]+)\]\((?<href>[^()\s]+)\)/g;

function inline(text) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    if (found.index > at) nodes.push(text.slice(at, found.index));
    nodes.push(span(found.groups));
    at = found.index + found[0].length;
  }
  if (at < text.length) nodes.push(text.slice(at));
  return nodes;
}

function span({ bold, code, label, href }) {
  if (bold) return h("strong", {}, bold);
  if (code) return h("code", {}, code);
  const address = local(href);
  return address ? h("a", { href: address }, label) : label;
}

// Only addresses of this host, as a path: nothing leads away, nothing runs.
function local(href) {
  try {
    const url = new URL(href, location.origin);
    return url.origin === location.origin && /^https?:$/.test(url.protocol) ? url.pathname + url.search + url.hash : null;
  } catch { return null; }
}
