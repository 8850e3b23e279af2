// The runner's ear: HTTP with JSON on a Unix socket that only this user can open. Holding the socket is also what makes a
// mesh the only one of its folder: a second start finds it answering and stops there.

import { chmodSync, rmSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { State } from "./state.ts";

/** Ten times a rolling restart's longest wait would be no answer either. */
const CALL_TIMEOUT_MS = 180_000;

/** Answers one call; what it throws goes back as a sentence. */
export type ControlHandler = (verb: string, name: string) => Promise<unknown>;

export interface Control {
  /** Calls are answered from now on; before, they are told that the mesh is starting. */
  answer(handler: ControlHandler): void;
  close(): Promise<void>;
}

/** Takes the folder's socket; throws one sentence where a mesh holds it. */
export async function claimControl(state: State): Promise<Control> {
  let handler: ControlHandler = async () => {
    throw new Error("The mesh is only just starting. Try again in a second.");
  };
  const server = createServer(async (incoming, response) => {
    const [, verb = "", name = ""] = (incoming.url ?? "").split("/").map(decodeURIComponent);
    try {
      response.end(JSON.stringify({ result: (await handler(verb, name)) ?? null }));
    } catch (error) {
      response.statusCode = 409;
      response.end(JSON.stringify({ error: (error as Error).message }));
    }
  });
  if (!(await listen(server, state.socket))) {
    if (await isRunning(state)) {
      throw new Error(
        `A mesh is already running in ${state.dir}. \`npx mesh ps\` shows it, \`npx mesh stop\` stops it; ` +
          "MESH_DIR=<another folder> starts a second one beside it.",
      );
    }
    rmSync(state.socket, { force: true }); // Left by a runner that was killed.
    if (!(await listen(server, state.socket)))
      throw new Error(`${state.socket} cannot be opened: another mesh is just starting here.`);
  }
  chmodSync(state.socket, 0o600);
  return {
    answer: (next) => {
      handler = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Whether a mesh of this folder answers. */
export async function isRunning(state: State): Promise<boolean> {
  try {
    await call(state, "ping");
    return true;
  } catch (error) {
    return !(error instanceof NotRunning);
  }
}

/** No mesh of this folder answers. */
export class NotRunning extends Error {}

/** Asks the running mesh; throws a NotRunning where there is none, or the sentence it answers with. */
export function call<T>(state: State, verb: string, name = ""): Promise<T> {
  return new Promise((resolve, reject) => {
    const path = `/${verb}/${encodeURIComponent(name)}`;
    const outgoing = request(
      { socketPath: state.socket, path, method: "POST", timeout: CALL_TIMEOUT_MS },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("error", reject);
        response.on("end", () => {
          const { result, error } = JSON.parse(text) as { result: T; error?: string };
          if (error === undefined) resolve(result);
          else reject(new Error(error));
        });
      },
    );
    outgoing.on("timeout", () =>
      outgoing.destroy(new Error(`The mesh gave no answer within ${CALL_TIMEOUT_MS / 1000} s.`)),
    );
    outgoing.on("error", (error: NodeJS.ErrnoException) => {
      const gone = error.code === "ENOENT" || error.code === "ECONNREFUSED";
      reject(gone ? new NotRunning(`No mesh is running in ${state.dir}. \`npm start\` starts one.`) : error);
    });
    outgoing.end();
  });
}

function listen(server: Server, socket: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    };
    server.once("error", onError);
    server.listen(socket, () => {
      server.off("error", onError);
      resolve(true);
    });
  });
}
