// The client under test: each ClientCompatRequest on stdin is one call through the kit's transport; its outcome goes to stdout,
// in whatever order the calls end.
import { invoke } from "./calls.ts";
import { clientOf } from "./channels.ts";
import { type ClientRequest, messageType } from "./contract.ts";
import { readFrames, writeFrame } from "./frames.ts";

const MAX_CONCURRENT = 8;

const running = new Set<Promise<void>>();
for await (const message of readFrames(messageType("ClientCompatRequest"), process.stdin)) {
  const call = run(message as unknown as ClientRequest).finally(() => running.delete(call));
  running.add(call);
  if (running.size >= MAX_CONCURRENT) await Promise.race(running);
}
await Promise.all(running);
process.stdout.end(() => process.exit(0));

async function run(request: ClientRequest): Promise<void> {
  const result = await clientOf(request)
    .then((client) => invoke(client, request))
    .then(
      (value) => ({ case: "response", value }),
      (error) => ({ case: "error", value: { message: String(error?.stack ?? error) } }),
    );
  writeFrame(messageType("ClientCompatResponse"), { testName: request.testName, result }, process.stdout);
}
