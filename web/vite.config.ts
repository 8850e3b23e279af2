// Builds the shop into dist/, which the gateway serves at `/`; `npm run web` serves it with hot reload and passes everything of the API
// on to a running mesh, so that the browser sees one origin in both cases: cookies and Content-Security-Policy work alike.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compress } from "./build/compress.ts";
import { preloadSteps } from "./build/preload-steps.ts";
import { slimContract } from "./build/slim-contract.ts";

const gateway = process.env.GATEWAY_URL ?? "http://localhost:8080";

/** What calls the mesh, and reads its contract. */
const PROTOBUF = /node_modules\/@(connectrpc\/connect|connectrpc\/connect-web|bufbuild\/protobuf)\//;
/** What draws. */
const REACT =
  /node_modules\/(react|react-dom|scheduler|wouter|regexparam|@tanstack|@connectrpc\/connect-query(-core)?)\//;

/** The contract, as far as every page or both landing pages need it. */
const CONTRACT = /gen\/ts\/(google|buf|meshmart\/(options|storefront|catalog|promotions|reviews|shipping|cart))\//;
/** Of the shop's own code, what every page or both landing pages need. */
const LANDING = new RegExp(
  [
    "web/src/api/(api-context|cart|chosen-coupon|errors|healing|policy|query-client|refresh|request-ids|session|transport|use-debounced)[.]",
    "web/src/i18n/(category-names|countries|create-format|currencies|error-messages|format|messages|money|needed|once|preferences|shipping-option-names)[.]",
    "web/src/pages/(landing|account/next-path)[.]",
    "web/src/shell/(app|footer|header|logo|not-found|page-boundary|page-loading|preferences-menu|search-box|session-ended|use-navigation-effects|use-title)[.]",
    "web/src/ui/(badge|button|classes|country-field|failure|field|icon|notice|part|picture|product-card|quantity|skeleton|stars|toasts|use-near)[.]",
  ].join("|"),
);

export default defineConfig({
  plugins: [react(), slimContract(), preloadSteps(), compress()],
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
            // What imports chunks. By itself, since the entry needs it and nothing else.
            { name: "preload", test: /preload-helper/ },
            { name: "protobuf", test: PROTOBUF },
            { name: "contract", test: CONTRACT },
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
