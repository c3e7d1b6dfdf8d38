// <opc-notice>: what happened in bold, then what to do. Kinds: info, warn, error. Never a code, never a trace.
import { h, icon } from "./dom.js";

const ICONS = { info: "clock", warn: "offline", error: "alert", person: "person" };
const STYLES = { info: "", warn: "warn", error: "no", person: "" };

class Notice extends HTMLElement {}

// title, text: {t: key | [key, vars]} of our strings, or plain text of the server. action: {t, run}
export function notice(kind, title, text, action = null) {
  const said = (tag, value) => (typeof value === "object" ? h(tag, value) : h(tag, {}, value));
  const element = h("opc-notice", { class: `note ${STYLES[kind]}`, role: kind === "error" ? "alert" : "status" });
  element.append(icon(ICONS[kind]), h("div", {}, said("b", title), text ? said("span", text) : null));
  if (action) element.append(h("button", { type: "button", class: "btn sm", t: action.t, on: { click: action.run } }));
  return element;
}

customElements.define("opc-notice", Notice);
