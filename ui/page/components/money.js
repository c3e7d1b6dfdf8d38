// Money arrives as a decimal string of two places and is never a float here: cut, grouped and compared as text and BigInt.
import { language } from "./i18n.js";

export const fen = (text) => BigInt(text.replace(".", ""));

const group = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",");

// "400000.00" → {figure: "40", unit: "万元"}; "3333333.34" → {figure: "3,333,333.34", unit: "元"}.
export function yuan(text) {
  const [whole, cents] = text.replace("-", "").split(".");
  const sign = text.startsWith("-") ? "-" : "";
  const exact = cents === "00" ? "" : `.${cents}`;
  if (language() === "en") return { figure: sign + group(whole) + exact, unit: "yuan" };
  for (const [zeros, unit] of [[8, "亿元"], [4, "万元"]]) {
    if (whole.length > zeros && !exact && whole.endsWith("0".repeat(zeros - 2))) {
      const rest = whole.slice(-zeros).replace(/0+$/, "");
      return { figure: sign + group(whole.slice(0, -zeros)) + (rest && `.${rest}`), unit };
    }
  }
  return { figure: sign + group(whole) + exact, unit: "元" };
}

export const money = (text) => { const { figure, unit } = yuan(text); return `${figure}\u00a0${unit}`; };

// "0.50" → "50%", "0.125" → "12.5%"
export function percent(share) {
  const [whole, part = ""] = share.split(".");
  const digits = whole + part.padEnd(2, "0");
  const left = digits.slice(0, whole.length + 2).replace(/^0+(?=\d)/, "");
  const right = digits.slice(whole.length + 2).replace(/0+$/, "");
  return `${left}${right && `.${right}`}%`;
}

// Whole percent of `part` in `whole`, for the width of a bar only.
export function filled(part, whole) {
  const total = fen(whole);
  return total > 0n ? Number((fen(part) * 100n) / total) : 0;
}
