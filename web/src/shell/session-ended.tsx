// A session that ended under somebody's hands: they sign in where they are, and nothing that they typed is lost.
import { lazy, Suspense, useSyncExternalStore } from "react";
import { session } from "../api/session.ts";

const SessionEndedDialog = lazy(() => import("./session-ended-dialog.tsx"));

export function SessionEnded() {
  const expired = useSyncExternalStore(session.subscribe, () => !session.current && session.ending === "expired");
  return <Suspense>{expired && <SessionEndedDialog />}</Suspense>;
}
