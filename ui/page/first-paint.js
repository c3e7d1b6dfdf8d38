(function () {
  var root = document.documentElement, kept = {};
  try { kept = { theme: localStorage.getItem("opc.theme"), lang: localStorage.getItem("opc.lang") }; } catch (e) { kept = {}; }
  root.dataset.theme = kept.theme || (matchMedia("(prefers-color-scheme:dark)").matches ? "dark" : "light");
  root.lang = kept.lang === "en" ? "en" : "zh-CN";
})();
