// <opc-composer>: the message box. Enter sends, Shift+Enter breaks the line, an input method's Enter does neither.
// What was written is kept until the server has answered it.
import { emit, h, icon } from "./dom.js";
import { bind, t } from "./i18n.js";

const LIMIT = 4000;
const NEAR = 3600;

class Composer extends HTMLElement {
  connectedCallback() {
    if (this.form) return;
    this.className = "box";
    this.area = h("textarea", { id: "opc-message", rows: "1", placeholder: "composer.placeholder", autocomplete: "off" });
    this.button = h("button", { type: "submit", class: "btn pri go" });
    this.count = h("p", { class: "count", role: "status" });
    this.form = h("form", {}, h("label", { class: "vh", for: "opc-message", t: "composer.label" }), this.area, this.button);
    this.append(this.form, this.count, h("p", { class: "fine", t: "composer.fine" }));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.press(); });
    // The second click of a double click meets the button that now says 停止.
    this.button.addEventListener("click", (event) => { if (event.detail > 1) event.preventDefault(); });
    this.area.addEventListener("input", () => this.measure());
    this.area.addEventListener("keydown", (event) => this.key(event));
    this.running = false;
    this.measure();
  }

  get text() { return this.area.value; }

  set text(value) {
    this.area.value = value;
    this.measure();
  }

  set running(value) {
    this.busy = value;
    this.button.replaceChildren(icon(value ? "stop" : "send"));
    bind(this.button, "aria-label", value ? "composer.stop" : "composer.send");
    this.measure();
  }

  get running() { return this.busy; }

  focus() { this.area.focus(); }

  // Emptied; on a touch screen the keyboard makes room for the answer.
  sent() {
    this.text = "";
    if (matchMedia("(pointer: coarse)").matches) this.area.blur();
  }

  // Seconds during which the server wants no message.
  pause(seconds) {
    clearInterval(this.clock);
    this.wait = seconds;
    this.clock = setInterval(() => {
      this.wait -= 1;
      if (this.wait <= 0) clearInterval(this.clock);
      this.measure();
    }, 1000);
    this.measure();
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (!this.running) this.press();
  }

  press() {
    if (this.running) { emit(this, "opc-stop"); return; }
    const text = this.text.trim();
    if (!text || this.blocked) { this.focus(); return; }
    emit(this, "opc-say", { text, typed: true });
  }

  // Length in characters as the server counts them; height from one line to six.
  measure() {
    const length = [...this.text].length;
    this.blocked = length > LIMIT || this.wait > 0;
    this.button.setAttribute("aria-disabled", String(!this.running && (this.blocked || !this.text.trim())));
    this.count.classList.toggle("over", length > LIMIT);
    const number = (value) => value.toLocaleString("en");
    if (this.wait > 0) this.count.textContent = t("composer.wait", { seconds: this.wait });
    else if (length > LIMIT) this.count.textContent = t("composer.over", { length: number(length), limit: number(LIMIT), extra: number(length - LIMIT) });
    else this.count.textContent = length >= NEAR ? t("composer.count", { length: number(length), limit: number(LIMIT) }) : "";
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight, 28 * 6 + 16)}px`;
  }
}

customElements.define("opc-composer", Composer);
