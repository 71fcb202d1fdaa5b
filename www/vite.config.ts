import { defineConfig } from "vite";

export default defineConfig({
  // Relative, so that the files work in any folder of any server.
  base: "./",
  build: {
    target: "es2023",
    modulePreload: { polyfill: false },
    // Files, not `data:` addresses, which the page's Content-Security-Policy does not allow.
    assetsInlineLimit: 0,
  },
  optimizeDeps: { exclude: ["mlld-policy"] },
});
