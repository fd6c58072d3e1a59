// Fails when the whole entry, minified and compressed as a browser would get it, is larger than promised.
import { gzipSync } from "node:zlib";
import { build } from "rolldown";

const LIMIT = 15 * 1_024;
const input = new URL("../dist/index.js", import.meta.url).pathname;
const { output } = await build({ input, write: false, output: { format: "esm", minify: true } });
const code = output.map((file) => ("code" in file ? file.code : "")).join("");
const size = gzipSync(code, { level: 9 }).length;
console.log(`@easel/client: ${code.length} bytes minified, ${size} bytes compressed, limit ${LIMIT}`);
if (size === 0 || size > LIMIT) process.exit(1);
