// What this browser remembers: theme, language, and ids with titles of its conversations. Texts stay on the server.
const MOST = 60;

function read(key) {
  try { return localStorage.getItem(`opc.${key}`); } catch { return null; }
}

function write(key, value) {
  // A browser that keeps nothing (private window, full storage) loses the list, not the conversation.
  try { localStorage.setItem(`opc.${key}`, value); } catch { return false; }
  return true;
}

export const keep = { theme: (value) => write("theme", value), lang: (value) => write("lang", value) };

export function chats() {
  try {
    const list = JSON.parse(read("chats") ?? "[]");
    return Array.isArray(list) ? list.filter((chat) => chat && typeof chat.id === "string" && typeof chat.title === "string") : [];
  } catch { return []; }
}

// Newest first; the title is the first thing that was asked.
export function remember(id, title) {
  const list = chats();
  const known = list.find((chat) => chat.id === id);
  const entry = { id, title: known?.title ?? title.replace(/\s+/g, " ").trim().slice(0, 60), at: Date.now() };
  write("chats", JSON.stringify([entry, ...list.filter((chat) => chat.id !== id)].slice(0, MOST)));
  document.dispatchEvent(new CustomEvent("opc-chats"));
}

export function forget(id) {
  write("chats", JSON.stringify(chats().filter((chat) => chat.id !== id)));
  document.dispatchEvent(new CustomEvent("opc-chats"));
}

export function current() {
  try { return sessionStorage.getItem("opc.current"); } catch { return null; }
}

export function setCurrent(id) {
  try { id ? sessionStorage.setItem("opc.current", id) : sessionStorage.removeItem("opc.current"); } catch { return; }
}
