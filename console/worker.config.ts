// The service worker of somebody's own page: one script without imports, under a name that stays.

import { defineConfig } from "vite";

export default defineConfig({
  build: {
    outDir: "../src/tocsin/web/built",
    emptyOutDir: false,
    copyPublicDir: false,
    target: "es2022",
    rolldownOptions: {
      input: "src/staff/worker.ts",
      output: { format: "iife", entryFileNames: "sw.js" },
    },
  },
});
