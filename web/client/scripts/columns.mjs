// Fails when a line is longer than 120 columns: the formatter does not break comments and texts.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const COLUMNS_MAX = 120;
const root = fileURLToPath(new URL("..", import.meta.url));
const files = ["src", "tests", "fuzz", "scripts"].flatMap((folder) =>
  readdirSync(`${root}/${folder}`, { recursive: true }).map((name) => `${folder}/${name}`),
);
const checked = files.filter((file) => /\.(ts|mjs)$/.test(file));
const long = checked.flatMap((file) =>
  readFileSync(`${root}/${file}`, "utf8")
    .split("\n")
    .flatMap((line, at) => (line.length > COLUMNS_MAX ? [`${file}:${at + 1}: ${line.length} columns`] : [])),
);
for (const finding of long) console.error(finding);
if (checked.length === 0 || long.length > 0) process.exit(1);
