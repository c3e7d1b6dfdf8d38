// <opc-app>: reads the page's configuration, puts the parts together, and keeps the address, the panel and the drawer in step.
import { h } from "./dom.js";
import { start } from "./i18n.js";
import { current } from "./store.js";
import "./answer.js";
import "./citation.js";
import "./composer.js";
import "./conversation.js";
import "./formula-card.js";
import "./header.js";
import "./notice.js";
import "./rail.js";
import "./reader.js";
import "./source-panel.js";
import "./tool-steps.js";

const VIEWS = [{ id: "ask", key: "tab.ask" }, { id: "read", key: "tab.read" }];
const phone = matchMedia("(max-width: 760px)");

class App extends HTMLElement {
  async connectedCallback() {
    if (this.started) return;
    this.started = true;
    this.closest("main")?.setAttribute("role", "presentation"); // Gradio's own; the landmark is ours
    this.config = JSON.parse(document.getElementById("opc-config").textContent);
    await start(this.config.base);
    this.build();
    this.listen();
    this.route();
    this.first();
  }

  build() {
    this.header = h("opc-header");
    this.rail = h("opc-rail");
    this.talk = h("opc-talk");
    this.source = h("opc-source");
    this.reader = h("opc-reader", { hidden: true });
    this.scrim = h("div", { class: "scrim", hidden: true });
    this.ask = h("div", { class: "talk" }, this.rail, this.talk, this.source);
    this.main = h("main", { id: "opc-main", tabindex: "-1" }, this.ask, this.reader);
    this.append(h("a", { class: "skip", href: "#opc-main", t: "skip" }), this.header, this.main, this.scrim);
    this.header.title = this.config.title;
    this.header.views = VIEWS;
    this.source.policy = this.config.policy;
    this.reader.policy = this.config.policy;
  }

  listen() {
    addEventListener("hashchange", () => this.route());
    this.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); this.main.focus(); });
    this.addEventListener("opc-open-source", (event) => this.source.open(event.detail));
    this.addEventListener("opc-panel", (event) => this.panel(event.detail.open));
    this.addEventListener("opc-session", (event) => { this.rail.current = event.detail.id; });
    this.addEventListener("opc-new", () => { this.drawer(false); this.source.close(); this.talk.restart(); this.talk.composer.focus(); });
    this.addEventListener("opc-open-chat", (event) => { this.drawer(false); this.source.close(); this.talk.open(event.detail.id); });
    this.addEventListener("opc-rail", () => this.drawer(!this.classList.contains("railed")));
    this.scrim.addEventListener("click", () => this.dismiss());
    this.addEventListener("keydown", (event) => { if (event.key === "Escape") this.dismiss(); });
    phone.addEventListener("change", () => this.cover());
  }

  dismiss() {
    if (this.classList.contains("railed")) { this.drawer(false); this.header.railButton.focus(); }
    else if (!this.source.hidden) this.source.close();
  }

  panel(open) {
    this.classList.toggle("sourced", open);
    this.cover();
  }

  drawer(open) {
    this.classList.toggle("railed", open);
    this.header.railOpen = open;
    this.cover();
    if (open) this.rail.querySelector("button").focus();
  }

  // What lies under a drawer, or on phones under the sheet of the panel, cannot be reached until that closes.
  cover() {
    const railed = this.classList.contains("railed");
    const sheet = phone.matches && !this.source.hidden;
    for (const part of [this.header, this.talk]) part.inert = railed || sheet;
    this.rail.inert = sheet;
    this.source.inert = railed;
    this.scrim.hidden = !railed && !sheet;
  }

  // #ask, #read, #read/art-5
  route() {
    const [view, part] = decodeURIComponent(location.hash.slice(1)).split("/");
    const shown = VIEWS.some((item) => item.id === view) ? view : "ask";
    if (shown !== "ask" && !this.source.hidden) this.source.close();
    this.ask.hidden = shown !== "ask";
    this.reader.hidden = shown !== "read";
    this.header.view = shown;
    if (shown === "read") this.reader.open(part);
  }

  // A question in the address is asked once: a reload finds the conversation, not the question.
  async first() {
    const address = new URL(location.href);
    const question = address.searchParams.get("q")?.trim();
    const earlier = current();
    if (earlier && !question) { await this.talk.open(earlier); return; }
    await this.talk.restart();
    if (!question) return;
    address.searchParams.delete("q");
    history.replaceState(null, "", address);
    this.talk.composer.text = question;
    this.talk.composer.press();
  }
}

customElements.define("opc-app", App);
