// A page that cannot be drawn, or whose code cannot be fetched (the shop was updated meanwhile), takes down neither the header nor the
// other pages.
import { Component, type ReactNode } from "react";
import { useLocation } from "wouter";
import { defineMessages, useMessages } from "../i18n/messages.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";

const messages = defineMessages({
  en: { title: "This page could not be shown.", reload: "Load it again" },
  ko: { title: "페이지를 표시할 수 없습니다.", reload: "다시 불러오기" },
});

export function PageBoundary({ children }: { readonly children: ReactNode }) {
  const [path] = useLocation();
  return <Boundary key={path}>{children}</Boundary>;
}

class Boundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <BrokenPage /> : this.props.children;
  }
}

function BrokenPage() {
  const t = useMessages(messages);
  return <Notice kind="bad" title={t.title} action={<Button onClick={() => location.reload()}>{t.reload}</Button>} />;
}
