// The third step: what draws.
export { createRoot } from "react-dom/client";
