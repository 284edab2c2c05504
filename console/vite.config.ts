// Builds every page into one folder of the Python package. Nothing in it names another host:
// no inline script or style, so the content-security policy stays `default-src 'self'`.

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [svelte({ compilerOptions: { runes: true } })],
  base: "/built/",
  build: {
    outDir: "../src/tocsin/web/built",
    emptyOutDir: true,
    assetsDir: ".",
    assetsInlineLimit: 0,
    target: "es2022",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { input: ["console.html", "ready.html", "oversight.html", "desk.html", "map.html", "notes.html", "demo.html"] },
  },
});
