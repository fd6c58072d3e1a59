import { chromium } from "playwright-core";

const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
for (const n of process.argv.slice(2)) {
  const p = await b.newPage({ viewport: { width: 1250, height: 950 } });
  await p.goto(`file:///tmp/drawing-m/${n}.svg`);
  await p.screenshot({ path: `/tmp/drawing-m/${n}.png` });
  await p.close();
}
await b.close();
