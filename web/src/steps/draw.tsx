// The composition root: the parts are made and handed over here, nothing else.
import { TransportProvider } from "@connectrpc/connect-query";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RefreshContext } from "./api/api-context.ts";
import { createQueryClient } from "./api/query-client.ts";
import { createApi } from "./api/transport.ts";
import { App } from "./shell/app.tsx";
import "./ui/tokens.css";
import "./ui/base.css";

const { transport, refresh } = createApi(location.origin);
const queryClient = createQueryClient();

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <TransportProvider transport={transport}>
      <RefreshContext value={refresh}>
        <QueryClientProvider client={queryClient}>
          <App />
        </QueryClientProvider>
      </RefreshContext>
    </TransportProvider>
  </StrictMode>,
);
