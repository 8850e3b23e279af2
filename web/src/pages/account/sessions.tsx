// Where else one is signed in. A session that is ended here cannot be refreshed any more.
import { createConnectQueryKey, useInfiniteQuery, useMutation } from "@connectrpc/connect-query";
import { IdentityService, type Session } from "@meshmart/gen/meshmart/identity/v1/identity_pb";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useErrorMessage } from "../../i18n/error-messages.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toasts.tsx";
import styles from "./account.module.css";
import { clientNameOf } from "./client-name.ts";

const messages = defineMessages({
  en: {
    title: "Where you are signed in",
    text: "Is there one that you do not know? End it, and change nothing else.",
    here: "This browser",
    since: (time: string) => `Signed in ${time}`,
    used: (time: string) => `Last used ${time}`,
    on: (program: string, system: string) => `${program} on ${system}`,
    unknown: "Unknown device",
    end: "End",
    endOf: (client: string) => `End the session of ${client}`,
    confirmTitle: "End this session?",
    confirm: (client: string) => `${client} will be signed out within five minutes, and has to sign in again.`,
    keep: "Keep it",
    ended: (client: string) => `The session of ${client} has ended.`,
    more: "Show more",
  },
  ko: {
    title: "로그인된 기기",
    text: "모르는 기기가 있으면 로그아웃시키세요.",
    here: "현재 브라우저",
    since: (time: string) => `${time} 로그인`,
    used: (time: string) => `최근 사용 ${time}`,
    on: (program: string, system: string) => `${system}의 ${program}`,
    unknown: "알 수 없는 기기",
    end: "로그아웃",
    endOf: (client: string) => `${client}에서 로그아웃`,
    confirmTitle: "이 기기에서 로그아웃할까요?",
    confirm: (client: string) => `${client}에서 5분 안에 로그아웃되며, 다시 로그인해야 합니다.`,
    keep: "그대로 두기",
    ended: (client: string) => `${client}에서 로그아웃했습니다.`,
    more: "더 보기",
  },
});

const { listSessions, endSession } = IdentityService.method;
const PAGE_SIZE = 10;

export function Sessions() {
  const t = useMessages(messages);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    listSessions,
    { pageSize: PAGE_SIZE, pageToken: "" },
    { pageParamKey: "pageToken", getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined },
  );
  const [leaving, setLeaving] = useState<Session>();
  return (
    <section className={styles.sessions} aria-labelledby="sessions">
      <h2 id="sessions">{t.title}</h2>
      <p className={styles.soft}>{t.text}</p>
      {error && !data && <Failure error={error} onRetry={refetch} />}
      <ul className={styles.list} aria-busy={!data && !error}>
        {!data && !error && <Skeleton height="4.5rem" />}
        {data?.pages
          .flatMap(({ sessions }) => sessions)
          .map((session) => (
            <SessionRow key={session.sessionId} session={session} onEnd={() => setLeaving(session)} />
          ))}
      </ul>
      {hasNextPage && (
        <div>
          <Button kind="secondary" size="s" busy={isFetchingNextPage} onClick={() => fetchNextPage()}>
            {t.more}
          </Button>
        </div>
      )}
      {leaving && <EndDialog session={leaving} onClose={() => setLeaving(undefined)} />}
    </section>
  );
}

function SessionRow({ session, onEnd }: { readonly session: Session; readonly onEnd: () => void }) {
  const t = useMessages(messages);
  const { time } = useFormat();
  const name = useClientName()(session);
  return (
    <li className={styles.session}>
      <div>
        <p className={styles.client}>
          <strong>{name}</strong> {session.current && <Badge kind="good">{t.here}</Badge>}
        </p>
        <p className={styles.times}>
          {session.createTime && <span>{t.since(time(session.createTime))}</span>}
          {session.refreshTime?.seconds !== session.createTime?.seconds && session.refreshTime && (
            <span>{t.used(time(session.refreshTime))}</span>
          )}
        </p>
      </div>
      {!session.current && (
        <Button kind="danger" size="s" aria-label={t.endOf(name)} onClick={onEnd}>
          {t.end}
        </Button>
      )}
    </li>
  );
}

function EndDialog({ session, onClose }: { readonly session: Session; readonly onClose: () => void }) {
  const t = useMessages(messages);
  const describe = useErrorMessage();
  const client = useQueryClient();
  const name = useClientName()(session);
  const end = useMutation(endSession, {
    onSuccess: async () => {
      toast(t.ended(name));
      await client.invalidateQueries({
        queryKey: createConnectQueryKey({ schema: listSessions, cardinality: "infinite" }),
      });
      onClose();
    },
  });
  return (
    <Dialog title={t.confirmTitle} onClose={onClose}>
      <p>{t.confirm(name)}</p>
      {end.error && !end.isPending && <Notice kind="bad">{describe(end.error)}</Notice>}
      <div className={styles.choices}>
        <Button kind="danger" busy={end.isPending} onClick={() => end.mutate({ sessionId: session.sessionId })}>
          {t.end}
        </Button>
        <Button kind="secondary" onClick={onClose}>
          {t.keep}
        </Button>
      </div>
    </Dialog>
  );
}

function useClientName(): (session: Session) => string {
  const t = useMessages(messages);
  return ({ client }) => {
    const { program, system } = clientNameOf(client);
    return program && system ? t.on(program, system) : (program ?? system ?? t.unknown);
  };
}
