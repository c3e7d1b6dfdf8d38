// The same public API that other programs call; the cookie of this browser goes with every call.
import { events } from "./sse.js";

// What went wrong, as the server says it. status 0: the server could not be reached, or the answer broke off.
export class Problem extends Error {
  constructor({ status = 0, title = "", detail = "", retryAfter = null } = {}) {
    super(detail || title || String(status));
    Object.assign(this, { status, title, detail, retryAfter });
  }
}

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem();
  }
  if (response.ok) return response;
  const body = await response.json().catch(() => ({}));
  const wait = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  throw new Problem({
    status: response.status,
    title: typeof body.title === "string" ? body.title : "",
    detail: typeof body.detail === "string" ? body.detail : "",
    retryAfter: Number.isFinite(wait) ? wait : null,
  });
}

const asked = new Map();

// Texts of the policy do not change while a page is open: one request each.
export function lasting(path) {
  if (!asked.has(path)) {
    const answer = get(path);
    asked.set(path, answer);
    answer.catch(() => asked.delete(path));
  }
  return asked.get(path);
}

export async function get(path) {
  return (await call(path)).json();
}

// Events of one answer: {event: "tool" | "token" | "final", data}. Breaks off with a Problem.
export async function* ask(body, signal) {
  const headers = { "content-type": "application/json", accept: "text/event-stream" };
  const response = await call("/api/chat/stream", { method: "POST", headers, body: JSON.stringify(body), signal });
  let final = false;
  try {
    for await (const event of events(response.body)) {
      if (event.event === "error") throw new Problem(event.data);
      final ||= event.event === "final";
      yield event;
    }
  } catch (error) {
    if (error instanceof Problem || error.name === "AbortError") throw error;
    throw new Problem();
  }
  if (!final) throw new Problem();
}

export const sectionPath = (policy, section) => `/api/policy/${encodeURIComponent(policy)}/${encodeURIComponent(section)}`;
