/** Blanks at which a line may end; not those that are made to hold words together. */
const BLANKS = " \\t\\v\\f\\r\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000";
const WORDS = new RegExp(`[^${BLANKS}]+[${BLANKS}]*|[${BLANKS}]+`, "g");
const BLANK_END = new RegExp(`[${BLANKS}]+$`);

const IDEOGRAPHS = [
  "\\u2e80-\\u2fff\\u3001-\\u30ff\\u3105-\\u312f\\u31a0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff",
  "\\uac00-\\ud7a3\\uf900-\\ufaff\\uff01-\\uff60\\u{20000}-\\u{3fffd}",
].join("");
const IDEOGRAPH = new RegExp(`[${IDEOGRAPHS}]`, "u");
const NEVER_FIRST = new Set(
  "、。，．・：；？！）〕］｝〉》」』】々ー〜…‥’”)]}!?,.:;%ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ",
);
const NEVER_LAST = new Set("（〔［｛〈《「『【‘“([{");
/** What is written on the letter before it, or joins two. */
const TIED = /[\p{M}\u200d]/u;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * The pieces of a text between which a line may end, as a text field sees them: words with the blanks behind them, and
 * ideographs. The server has the same rules, and `conformance/wrapping.json` holds both to them.
 */
export function piecesOf(text: string): string[] {
  const words = text.match(WORDS) ?? [];
  return IDEOGRAPH.test(text) ? words.flatMap(partsOf) : words;
}

export function trimmedEnd(text: string): string {
  return text.replace(BLANK_END, "");
}

/** Whether a text is read from the right: its first letter that has a direction says so. */
export function isRightToLeft(text: string): boolean {
  const letter = /\p{L}/u.exec(text)?.[0];
  return letter !== undefined && RIGHT_TO_LEFT.test(letter);
}

function partsOf(word: string): string[] {
  const parts: string[] = [];
  let part = "";
  let before = "";
  for (const letter of word) {
    if (before && isBetween(before, letter)) {
      parts.push(part);
      part = "";
    }
    part += letter;
    before = letter;
  }
  return [...parts, part];
}

function isBetween(left: string, right: string): boolean {
  if (BLANK_END.test(right) || TIED.test(right) || NEVER_FIRST.has(right) || NEVER_LAST.has(left)) return false;
  return IDEOGRAPH.test(left) || IDEOGRAPH.test(right);
}
