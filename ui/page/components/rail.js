// <opc-rail>: earlier conversations of this browser, and the way to a new one. A drawer where the window is narrow.
import { emit, h, icon } from "./dom.js";
import { chats } from "./store.js";

class Rail extends HTMLElement {
  connectedCallback() {
    if (this.list) return;
    this.className = "rail";
    this.setAttribute("role", "complementary");
    this.id = "opc-rail";
    this.list = h("div");
    const fresh = h("button", { type: "button", class: "btn wide", on: { click: () => emit(this, "opc-new") } }, icon("plus"), h("span", { t: "rail.new" }));
    const close = h("button", { type: "button", class: "ico closer", label: "rail.close", on: { click: () => emit(this, "opc-rail") } }, icon("close"));
    this.append(h("div", { class: "head" }, fresh, close), this.list, h("p", { class: "xs muted here", t: "rail.here" }));
    document.addEventListener("opc-chats", () => this.draw());
    this.draw();
  }

  set current(id) {
    this.chosen = id;
    this.draw();
  }

  draw() {
    const today = new Date().toDateString();
    const all = chats();
    const recent = all.filter((chat) => new Date(chat.at).toDateString() === today);
    const earlier = all.filter((chat) => !recent.includes(chat));
    this.list.replaceChildren(...this.group("rail.today", recent), ...this.group("rail.earlier", earlier));
  }

  group(title, list) {
    if (!list.length) return [];
    const item = (chat) => h("li", {}, h("button", {
      type: "button", "aria-current": chat.id === this.chosen ? "true" : null, title: chat.title,
      on: { click: () => emit(this, "opc-open-chat", { id: chat.id }) },
    }, chat.title));
    return [h("h2", { t: title }), h("ul", {}, list.map(item))];
  }
}

customElements.define("opc-rail", Rail);
