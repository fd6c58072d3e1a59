// Fails when an entry, minified and compressed as a browser would get it, is larger than promised.
import { gzipSync } from "node:zlib";
import { build } from "rolldown";

const LIMITS = { index: 15 * 1_024, maps: 5 * 1_024, player: 8 * 1_024 };
for (const [entry, limit] of Object.entries(LIMITS)) {
  const input = new URL(`../dist/${entry}.js`, import.meta.url).pathname;
  const { output } = await build({ input, write: false, output: { format: "esm", minify: true, comments: false } });
  const code = output.map((file) => ("code" in file ? file.code : "")).join("");
  const size = gzipSync(code, { level: 9 }).length;
  console.log(`${entry}: ${code.length} bytes minified, ${size} bytes compressed, limit ${limit}`);
  if (size === 0 || size > limit) process.exitCode = 1;
}
