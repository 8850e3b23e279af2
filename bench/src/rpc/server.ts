// A server of the rpc bench: `bare` is grpc-js with protobuf-es and nothing else, `kit` is a service as runService serves it, with
// the interceptors that are named. Prints its address.
import type { Message } from "@bufbuild/protobuf";
import * as grpc from "@grpc/grpc-js";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import type { ServerInterceptor } from "@meshmart/kit/interceptor";
import { access } from "@meshmart/kit/interceptors/access";
import { logging } from "@meshmart/kit/interceptors/logging";
import { metrics } from "@meshmart/kit/interceptors/metrics";
import { validation } from "@meshmart/kit/interceptors/validation";
import { createLogger } from "@meshmart/kit/log";
import { methodDefinition } from "@meshmart/kit/method-definition";
import { addService, createServer, listen } from "@meshmart/kit/serve";
import { createTokenVerifier } from "@meshmart/kit/token-keys";
import { productReply } from "./reply.ts";

const reply = productReply();
const interceptors: Record<string, ServerInterceptor> = {
  logging: logging(createLogger("bench", "bench-1")),
  metrics,
  access: access(createTokenVerifier()),
  validation,
};

function bare(): grpc.Server {
  const server = new grpc.Server();
  const getProduct: grpc.handleUnaryCall<Message, Message> = (_call, callback) => callback(null, reply);
  server.addService({ getProduct: methodDefinition(CatalogService.method.getProduct) }, { getProduct });
  return server;
}

function kit(names: readonly string[]): grpc.Server {
  const server = createServer();
  const around = names.map((name) => interceptors[name]!);
  addService(server, CatalogService, { getProduct: () => reply }, around);
  return server;
}

const [kind, ...names] = process.argv.slice(2);
const server = kind === "bare" ? bare() : kit(names);
console.error(`127.0.0.1:${await listen(server, "127.0.0.1", 0)}`);
