// The server under test: the kit's, with the handlers of this folder. The suite starts it once for each configuration, hands it
// one ServerCompatRequest, waits for the port, and ends it with SIGTERM.
import type { DescService } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import { addService, createServer, listen, shutdown } from "@meshmart/kit/serve";
import { ConformanceService, messageType, type ServerRequest } from "./contract.ts";
import { readFrames, writeFrame } from "./frames.ts";
import { handlers } from "./handlers.ts";

const HOST = "127.0.0.1";
const DRAIN_MS = 1_000;

for await (const request of readFrames(messageType("ServerCompatRequest"), process.stdin)) {
  const { messageReceiveLimit } = request as unknown as ServerRequest;
  const server = createServer(
    messageReceiveLimit > 0 ? { "grpc.max_receive_message_length": messageReceiveLimit } : undefined,
  );
  addService(server, ConformanceService, handlers as unknown as Partial<ServiceImpl<DescService>>, []);
  const port = await listen(server, HOST, 0);
  writeFrame(messageType("ServerCompatResponse"), { host: HOST, port }, process.stdout);
  process.once("SIGTERM", () => void shutdown(server, DRAIN_MS).then(() => process.exit(0)));
  break;
}
