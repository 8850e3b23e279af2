// Builds the shop into dist/, which the gateway serves at `/`; `npm run web` serves it with hot reload and passes everything of the API
// on to a running mesh, so that the browser sees one origin in both cases: cookies and Content-Security-Policy work alike.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compress } from "./build/compress.ts";
import { slimContract } from "./build/slim-contract.ts";

const gateway = process.env.GATEWAY_URL ?? "http://localhost:8080";

/** What reads the contract. And what imports chunks, which all others need. */
const PROTOBUF = /node_modules\/@(connectrpc\/connect|connectrpc\/connect-web|bufbuild\/protobuf)\/|preload-helper/;

/** The contract, as far as every page or both landing pages need it. */
const CONTRACT = /gen\/ts\/(google|buf|meshmart\/(options|storefront|catalog|promotions|reviews|shipping|cart))\//;

/** What calls the mesh, and makes the first call. */
const START = new RegExp(
  [
    "node_modules/(@tanstack/query-core|@connectrpc/connect-query-core)/",
    "web/src/(start|api/(errors|policy|query-client|refresh|session|transport)|i18n/(currencies|preferences))[.]",
    "web/src/pages/(landing|home/banner-picture)[.]",
  ].join("|"),
);

/** What draws. */
const REACT =
  /node_modules\/(react|react-dom|scheduler|wouter|regexparam|@tanstack\/react-query|@connectrpc\/connect-query)\//;

/** Of the shop's own code, what every page or both landing pages need. */
const LANDING = new RegExp(
  [
    "web/src/main[.]",
    "web/src/api/(api-context|cart|chosen-coupon|healing|request-ids|use-debounced|use-session)[.]",
    "web/src/i18n/(category-names|countries|create-format|error-messages|format|messages|money|needed|once|shipping-option-names|use-preferences)[.]",
    "web/src/pages/account/next-path[.]",
    "web/src/shell/(app|footer|header|logo|not-found|page-boundary|page-loading|preferences-menu|search-box|session-ended|use-navigation-effects|use-title)[.]",
    "web/src/ui/(badge|base|button|classes|country-field|failure|field|icon|notice|part|picture|product-card|quantity|skeleton|stars|toasts|tokens|use-near)[.]",
  ].join("|"),
);

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
            { name: "protobuf", test: PROTOBUF },
            { name: "contract", test: CONTRACT },
            { name: "start", test: START },
            { name: "react", test: REACT },
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
