#!/usr/bin/env node
// The `mesh` command. `mesh start` is `npm start`; all else goes to src/main.ts under the Node that the checkout installs,
// whichever Node runs this file.

import { handOver, nodeBinary, run } from "../setup.mjs";

const [verb, ...args] = process.argv.slice(2);
if (verb === "start") await run("start", args);
else await handOver([nodeBinary(), "mesh/src/main.ts", ...process.argv.slice(2)]);
