(function () {
  var root = document.documentElement, kept = {};
  try { kept = { theme: localStorage.getItem("opc.theme"), lang: localStorage.getItem("opc.lang") }; } catch (e) { kept = {}; }
  root.dataset.theme = kept.theme || (matchMedia("(prefers-color-scheme:dark)").matches ? "dark" : "light");
  root.dataset.lang = kept.lang === "en" ? "en" : "zh"; // Gradio writes `lang` by the browser; this one is ours
  root.lang = kept.lang === "en" ? "en" : "zh-CN";
})();
