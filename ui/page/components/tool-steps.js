// <opc-steps>: what was looked up and computed, folded into one line; while it runs, three dots and the step at hand.
import { h, icon } from "./dom.js";
import { has, t } from "./i18n.js";

class ToolSteps extends HTMLElement {
  connectedCallback() {
    document.addEventListener("opc-lang", (this.redraw = () => this.draw()));
  }

  disconnectedCallback() {
    document.removeEventListener("opc-lang", this.redraw);
  }

  // calls: [{name, args, result?}]; running: the answer is still being made
  update(calls, running) {
    Object.assign(this, { calls, running });
    this.draw();
  }

  draw() {
    if (!this.calls) return;
    if (this.running) {
      const last = this.calls.at(-1);
      this.replaceChildren(h("p", { class: "steps", role: "status" },
        h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), " ", said(last, "now")));
      return;
    }
    if (!this.calls.length) { this.replaceChildren(); return; }
    const summary = [...new Set(this.calls.map((call) => said(call, "done")))].join(" · ");
    const open = this.querySelector("details")?.open ?? false;
    this.replaceChildren(h("details", { class: "steps", open },
      h("summary", {}, h("span", { class: "tick" }, icon("check")), summary, h("span", { class: "chev" }, icon("more"))),
      h("ul", {}, this.calls.map((call) => h("li", {}, h("code", {}, `${call.name}(${brief(call.args)})`))))));
  }
}

// "查了第五条": a search names what it found first, the rest have one sentence each.
function said(call, tense) {
  if (!call) return t("steps.now.start");
  const found = call.result?.passages?.[0]?.label?.split(/\s/)[0];
  if (call.name === "search_policy" && found && tense === "done") return t("steps.done.section", { label: found });
  return has(`steps.${tense}.${call.name}`) ? t(`steps.${tense}.${call.name}`) : t(`steps.${tense}.other`);
}

function brief(args) {
  const text = JSON.stringify(args ?? {});
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}

customElements.define("opc-steps", ToolSteps);
