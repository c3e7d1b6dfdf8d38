// One table of strings per language. An element remembers its keys, so a change of language needs no rebuilding.
const tables = {};
let base = "";
let lang = "zh";

export const language = () => lang;

export async function start(assets) {
  base = assets;
  await use(document.documentElement.dataset.lang === "en" ? "en" : "zh");
}

export async function use(next) {
  if (!tables[next]) {
    const answer = await fetch(`${base}/strings.${next}.json`);
    tables[next] = await answer.json();
  }
  lang = next;
  document.documentElement.lang = next === "en" ? "en" : "zh-CN";
  document.querySelectorAll("[data-t]").forEach(fill);
  document.dispatchEvent(new CustomEvent("opc-lang"));
}

// A key that is missing shows itself: seen in review, not hidden.
export function t(key, vars = {}) {
  const text = tables[lang]?.[key] ?? tables.zh?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => vars[name] ?? whole);
}

export const has = (key) => Boolean(tables[lang]?.[key] ?? tables.zh?.[key]);

export function bind(element, target, key, vars = {}) {
  const bound = element.dataset.t ? JSON.parse(element.dataset.t) : {};
  bound[target] = [key, vars];
  element.dataset.t = JSON.stringify(bound);
  fill(element);
}

function fill(element) {
  for (const [target, [key, vars]] of Object.entries(JSON.parse(element.dataset.t))) {
    if (target === "text") element.textContent = t(key, vars);
    else element.setAttribute(target, t(key, vars));
  }
}
