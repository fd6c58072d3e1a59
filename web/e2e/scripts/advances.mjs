// Measures how wide letters are, for src/Easel.Server/Drawing/Advances.cs, and prints its tables:
//   node scripts/advances.mjs [font ...]
// Of several fonts the wider letter counts, so that a line that fits in the table's eyes fits in all of them.
import { chromium } from "playwright-core";

const TABLES = [
  [0x20, 0x52f],
  [0x1e00, 0x1eff],
  [0x2010, 0x205e],
];
const fonts = process.argv.length > 2 ? process.argv.slice(2) : ["Noto Sans", "Inter"];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const page = await browser.newPage();
for (const [first, last] of TABLES) {
  const widths = await page.evaluate(
    ([first, last, fonts]) => {
      const pen = document.createElement("canvas").getContext("2d");
      const widest = (code) =>
        fonts.map((font) => {
          pen.font = `1000px '${font}', sans-serif`;
          return pen.measureText(String.fromCodePoint(code)).width;
        });
      return Array.from({ length: last - first + 1 }, (_, i) => Math.max(...widest(first + i)));
    },
    [first, last, fonts],
  );
  // A letter for each width: "#" is nothing, and each letter after it is a 64th of an em more.
  const letters = widths.map((width) => String.fromCharCode(0x23 + Math.min(0x5b, Math.round((width * 64) / 1000))));
  console.log(`U+${first.toString(16)} to U+${last.toString(16)}:`);
  for (let at = 0; at < letters.length; at += 96) console.log(letters.slice(at, at + 96).join(""));
}
await browser.close();
