// The `mesh` command: starts the mesh, or talks to the one that runs in this checkout. What goes wrong is one sentence and
// exit code 1.

import { logs } from "./commands/logs.ts";
import { ps } from "./commands/ps.ts";
import { start } from "./commands/start.ts";
import { stop } from "./commands/stop.ts";
import { call } from "./control.ts";
import { openState } from "./state.ts";

const HELP = `Meshmart on this machine. State and data: .mesh/, or the folder in MESH_DIR.

  npm start              bring everything up to date and start it (also: npx mesh start)
  npx mesh ps            what runs, where, since when, with how much memory
  npx mesh logs [SERVICE] [--trace ID] [--follow] [--lines N]
                         the last log lines of one service or of all, merged by time
  npx mesh restart NAME  a new instance in place of the old, without a gap for callers
  npx mesh kill NAME     kill -9; the mesh starts it again
  npx mesh pause NAME    freeze a process, as a stalled machine would
  npx mesh resume NAME   let it go on
  npx mesh stop          stop everything in order

A NAME is a service (ordering: all of its instances) or one process (ordering-2).

Environment for npm start:
  GATEWAY_PORT=8080      where the gateway listens; 0 for any free port
  MESH_SCALE=ordering=2,catalog=3   how many instances of a service
  MESH_ONLY=catalog      only these, and what they need
  NATS_URL, DATABASE_URL your own NATS; your own PostgreSQL, as its administrator
  REDIS_URL              your own Redis for sessions and carts, instead of NATS
  LOG_LEVEL=debug        reads are logged too, not only what changes something
  DEMO_ACCOUNTS=off      no accounts of the demo
  CARRIER_DISPATCH_MS, CARRIER_DELIVER_MS   when parcels leave and arrive; 0: not by themselves
`;

const SIGNALLED: Record<string, string> = {
  restart: "is running anew",
  kill: "was killed",
  pause: "is frozen",
  resume: "goes on",
};

async function main([verb = "--help", ...args]: string[]): Promise<number> {
  if ([verb, ...args].some((word) => ["--help", "-h"].includes(word)) || verb === "help") {
    console.log(HELP);
    return 0;
  }
  if (verb === "start") return await start();
  if (verb === "stop") return await stop(openState());
  if (verb === "ps") return await ps(openState());
  if (verb === "logs") return await logs(openState(), args);
  const done = SIGNALLED[verb];
  if (done) {
    const [name] = args;
    if (!name) throw new Error(`Say which: npx mesh ${verb} NAME. \`npx mesh ps\` lists the names.`);
    await call(openState(), verb, name);
    console.log(`${name} ${done}.`);
    return 0;
  }
  throw new Error(`There is no command "${verb}". \`npx mesh --help\` lists them.`);
}

// A reader that has seen enough, such as `head`, closes the pipe: not an error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  if (process.argv[2] !== "start") process.exit(0);
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  if (process.env.MESH_DEBUG) console.error(error);
  process.exitCode = 1;
}
