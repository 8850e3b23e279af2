// What only who is signed in sees. Strangers sign in first and come back. While a session that ended under somebody's hands asks for the
// password in its dialog, the page stays as it is: nothing that they typed is lost.
import { type ReactNode, useSyncExternalStore } from "react";
import { Redirect, useLocation, useSearch } from "wouter";
import { session } from "../api/session.ts";
import { signInPathTo } from "../pages/account/next-path.ts";

export function SignedIn({ children }: { readonly children: ReactNode }) {
  // Closing that dialog makes a stranger of them, though nobody was signed in before either.
  const stranger = useSyncExternalStore(session.subscribe, () => !session.current && session.ending !== "expired");
  const [path] = useLocation();
  const search = useSearch();
  if (!stranger) return children;
  return <Redirect to={signInPathTo(search ? `${path}?${search}` : path)} replace />;
}
