// Verbatim text of the policy, with one sentence marked. White space is folded for finding, never changed for showing.
import { h } from "./dom.js";

export function lawText(text, quote) {
  const law = h("p", { class: "law", tabindex: "-1" });
  const range = quote ? find(text, quote) : null;
  if (!range) { law.append(text); return law; }
  law.append(text.slice(0, range[0]), h("mark", {}, text.slice(...range)), text.slice(range[1]));
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
