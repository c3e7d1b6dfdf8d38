// What did not go through, as a notice: what happened, what to do, and a way to go on. A server out of reach is asked again,
// at growing intervals, until it answers.
import { get, Problem } from "./api.js";
import { bind } from "./i18n.js";
import { notice } from "./notice.js";

const LONGEST = 15000;

export function failure(error, retry) {
  if (!(error instanceof Problem)) return notice("error", { t: "error.page" }, { t: "error.page.do" });
  if (error.status === 0) return lost(retry);
  if (error.status === 429) return notice("info", { t: "error.429" }, error.detail);
  const title = error.title && /[\u4e00-\u9fff]/.test(error.title) ? error.title : { t: `error.${known(error.status)}` };
  return notice("error", title, error.detail || { t: "error.other.do" }, error.status >= 500 || error.status === 409 ? { t: "error.retry", run: retry } : null);
}

const known = (status) => ([401, 403, 404, 409, 413, 422, 503].includes(status) ? status : "other");

function lost(retry) {
  const note = notice("warn", { t: ["error.lost", { times: 1 }] }, { t: "error.lost.do" }, { t: "error.retry", run: retry });
  const title = note.querySelector("b");
  let times = 1;
  const reach = async () => {
    if (!note.isConnected && times > 1) return;
    try {
      await get("/healthz");
      bind(title, "text", "error.back");
      bind(note.querySelector("span"), "text", "error.back.do");
    } catch {
      times += 1;
      bind(title, "text", "error.lost", { times });
      next();
    }
  };
  const next = () => {
    const timer = setTimeout(() => { removeEventListener("online", now); reach(); }, Math.min(1000 * 2 ** times, LONGEST));
    const now = () => { clearTimeout(timer); reach(); };
    addEventListener("online", now, { once: true });
  };
  next();
  return note;
}
