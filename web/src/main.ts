// Starts the shop in steps, each a task of its own, so that a slow browser can answer between them: what reads the contract; the contract;
// what draws; then what the page shows first is asked of the mesh, and the shop is drawn while that is under way.
import "./ui/tokens.css";
import "./ui/base.css";

await import("./steps/protobuf.ts");
await import("./steps/contract.ts");
await import("./steps/react.ts");
const { api } = await import("./steps/start.ts");
const { draw } = await import("./steps/draw.tsx");
draw(api);
