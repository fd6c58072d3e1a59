import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@easel/client": fileURLToPath(new URL("../client/src/index.ts", import.meta.url)) } },
  test: {
    include: ["tests/**/*.test.ts"],
    // Each file has its own server and browser; together they would only wait for each other.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
