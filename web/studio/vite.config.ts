import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env.EASEL_URL ?? "http://127.0.0.1:5080";

export default defineConfig({
  // Relative, because the server serves the page at / and at /api/.
  base: "./",
  plugins: [react()],
  // The client is built from its sources: one tree, one build.
  resolve: {
    alias: [
      { find: /^@easel\/client$/, replacement: fileURLToPath(new URL("../client/src/index.ts", import.meta.url)) },
      {
        find: /^@easel\/client\/(connection|player)$/,
        replacement: fileURLToPath(new URL("../client/src/$1.ts", import.meta.url)),
      },
    ],
  },
  build: {
    outDir: process.env.STUDIO_OUT ?? "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: "es2023",
    // One script of about 1 MB is fetched once and then kept for ever: its name holds its hash.
    chunkSizeWarningLimit: 1_500,
  },
  server: {
    proxy: {
      "^/(api|artifacts|auth|canvas|health|sse)": server,
      "/msg": { target: server, ws: true },
    },
  },
  test: { include: ["tests/**/*.test.{ts,tsx}"], environment: "node" },
});
