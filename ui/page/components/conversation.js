// <opc-talk>: the conversation: log, message box, one question at a time, and what happens when one does not go through.
import { ask, get, lasting, Problem } from "./api.js";
import { emit, h, randomId } from "./dom.js";
import { notice } from "./notice.js";
import { failure } from "./failure.js";
import { forget, remember, setCurrent } from "./store.js";

class Conversation extends HTMLElement {
  connectedCallback() {
    if (this.log) return;
    this.className = "conv";
    this.log = h("div", { class: "log", role: "log", label: "talk.log", tabindex: "0" });
    this.composer = h("opc-composer");
    this.append(h("h1", { class: "vh", t: "tab.ask" }), this.log, this.composer);
    this.addEventListener("opc-say", (event) => this.say(event.detail.text, event.detail.typed));
    this.addEventListener("opc-stop", () => this.abort?.abort());
  }

  // A new, empty conversation.
  async restart() {
    this.abort?.abort();
    this.session = randomId();
    this.again = null;
    setCurrent(null);
    this.log.replaceChildren(this.empty());
    emit(this, "opc-session", { id: this.session });
  }

  empty() {
    const chips = h("div", { class: "chips" });
    const box = h("div", { class: "empty" }, h("p", { class: "h2", t: "empty.title" }), h("p", { class: "lede", t: "empty.text" }), chips);
    lasting("/api/examples").then(
      (examples) => chips.append(...examples.slice(0, 3).map((text) =>
        h("button", { type: "button", class: "chip", on: { click: () => this.say(text) } }, text))),
      () => undefined, // the invitation stands without examples
    );
    return box;
  }

  // An earlier conversation of this browser; its text comes from the server.
  async open(id) {
    this.abort?.abort();
    this.session = id;
    this.again = null;
    setCurrent(id);
    emit(this, "opc-session", { id });
    this.log.replaceChildren(h("div", { class: "sks" }, h("div", { class: "sk" }), h("div", { class: "sk" }), h("div", { class: "sk" })));
    try {
      const { messages } = await get(`/api/chat/${encodeURIComponent(id)}`);
      if (this.session !== id) return;
      this.log.replaceChildren();
      messages.forEach((message, index) => this.replay(message, index === messages.length - 1));
    } catch (error) {
      if (this.session !== id) return;
      if (error.status === 404) { forget(id); await this.restart(); this.log.prepend(notice("info", { t: "talk.gone" }, { t: "talk.gone.do" })); return; }
      this.log.replaceChildren(failure(error, () => this.open(id)));
    }
  }

  replay({ role, text, answer, message_id: id }, latest) {
    if (role === "user") { this.log.append(mine(text)); return; }
    const view = this.log.appendChild(h("opc-answer"));
    view.finish(answer ?? { reply: text, message_id: id }, latest);
  }

  async say(text, typed = false) {
    if (this.composer.running) return; // a double click, or a chip while an answer is on its way
    this.composer.running = true;
    this.log.querySelectorAll(".empty, .failed, .next").forEach((element) => element.remove());
    const turn = this.again?.text === text ? this.again : { text, id: randomId() };
    this.again?.views.forEach((view) => view.remove());
    const question = mine(text);
    const view = h("opc-answer");
    this.log.append(question, view);
    view.begin();
    question.scrollIntoView({ block: "start" });
    this.again = { ...turn, views: [question, view] };
    if (typed) this.composer.sent();
    const session = this.session;
    const abort = (this.abort = new AbortController());
    try {
      const body = { message: text, session_id: session, turn_id: turn.id };
      for await (const { event, data } of ask(body, abort.signal)) {
        if (event === "tool") view.tool(data);
        else if (event === "token") view.token(data.text);
        else if (event === "final") this.done(view, data, text);
      }
    } catch (error) {
      if (this.session === session) this.failed(view, error, text);
    } finally {
      if (this.abort === abort) { this.composer.running = false; this.abort = null; }
    }
  }

  done(view, answer, text) {
    this.again = null;
    view.finish(answer);
    setCurrent(this.session);
    remember(this.session, text);
    emit(this, "opc-session", { id: this.session });
  }

  // Nothing that was written is lost: it goes back into the box, unless something new stands there already.
  failed(view, error, text) {
    if (!this.composer.text) this.composer.text = text;
    if (error.name === "AbortError") {
      const stopped = notice("info", { t: "talk.stopped" }, { t: "talk.stopped.do" });
      stopped.classList.add("failed");
      view.halt(stopped);
    } else {
      if (!(error instanceof Problem)) console.error(error);
      const note = failure(error, () => this.say(text, this.composer.text === text));
      note.classList.add("failed");
      view.halt(note);
      if (error.retryAfter) this.composer.pause(error.retryAfter);
    }
    this.composer.focus();
  }
}

function mine(text) {
  return h("p", { class: "me" }, h("span", { class: "vh", t: "talk.you" }), h("span", { class: "words" }, text));
}

customElements.define("opc-talk", Conversation);
