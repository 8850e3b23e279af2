// The composition root: the parts are handed over here, nothing else.
import "./ui/tokens.css";
import "./ui/base.css";
import { TransportProvider } from "@connectrpc/connect-query";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode, startTransition } from "react";
import { createRoot } from "react-dom/client";
import { RefreshContext } from "./api/api-context.ts";
import { App } from "./shell/app.tsx";
import { queryClient, refresh, transport } from "./start.ts";

const root = createRoot(document.getElementById("root")!);
// As a transition React draws in slices, and lets the browser answer between two.
startTransition(() =>
  root.render(
    <StrictMode>
      <TransportProvider transport={transport}>
        <RefreshContext value={refresh}>
          <QueryClientProvider client={queryClient}>
            <App />
          </QueryClientProvider>
        </RefreshContext>
      </TransportProvider>
    </StrictMode>,
  ),
);
