// Builds the shop into dist/, which the gateway serves at `/`; `npm run web` serves it with hot reload and passes everything of the API
// on to a running mesh, so that the browser sees one origin in both cases: cookies and Content-Security-Policy work alike.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compress } from "./build/compress.ts";
import { slimContract } from "./build/slim-contract.ts";

const gateway = process.env.GATEWAY_URL ?? "http://localhost:8080";

const BASE = /node_modules\/(react|react-dom|scheduler|wouter|regexparam|@tanstack|@connectrpc|@bufbuild\/protobuf)\//;

const LANDING =
  /gen\/ts\/meshmart\/(storefront|promotions|reviews|shipping)\/|web\/src\/(api\/(healing|request-ids)|i18n\/(category-names|error-messages|money)|ui\/(badge|failure|part|picture|product-card|skeleton|stars))\./;

export default defineConfig({
  plugins: [react(), slimContract(), compress()],
  // Of React itself since its version 18: what wouter brings along is for older ones.
  resolve: { alias: { "use-sync-external-store/shim/index.js": "react" } },
  build: {
    target: "es2023",
    // Pictures stay files: the policy allows no other, and pages cache them apart.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What every page needs, in one file: it packs better than in pieces, and stays in the browser's cache when a page changes. So
        // does what both pages need that people land on.
        codeSplitting: {
          groups: [
            { name: "base", test: BASE },
            { name: "landing", test: LANDING },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    // RPCs, REST, and keys: whatever is not the shop's own.
    proxy: Object.fromEntries(
      ["/meshmart.", "/v1/", "/.well-known/", "/healthz"].map((path) => [path, { target: gateway }]),
    ),
  },
});
