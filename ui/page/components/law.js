// Verbatim text of the policy, with one sentence marked. White space is folded for finding, never changed for showing.
import { h } from "./dom.js";

// The heading that opens an article is left out where it stands above the text already.
export function lawText({ label, text: whole }, quote) {
  const law = h("p", { class: "law", tabindex: "-1" });
  const heading = find(whole, label);
  const text = heading?.[0] === 0 ? whole.slice(heading[1]).replace(/^[。\s]+/, "") : whole;
  const range = quote ? find(text, quote) : null;
  if (!range) { law.append(text); return law; }
  const end = /^[。！？；]/.test(text.slice(range[1])) ? range[1] + 1 : range[1];
  law.append(text.slice(0, range[0]), h("mark", {}, text.slice(range[0], end)), text.slice(end));
  return law;
}

// [start, end] of the quote in the text as it stands, whatever the white space of the two.
export function find(text, quote) {
  const places = [];
  let folded = "";
  for (let index = 0; index < text.length; index += 1) {
    if (/\s/.test(text[index])) continue;
    places.push(index);
    folded += text[index];
  }
  const wanted = quote.replace(/\s+/g, "");
  const at = wanted ? folded.indexOf(wanted) : -1;
  return at < 0 ? null : [places[at], places[at + wanted.length - 1] + 1];
}
