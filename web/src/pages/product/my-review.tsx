// The visitor's own review: to write, to change, to take back; or why they may not.
import { useMutation, useQuery } from "@connectrpc/connect-query";
import { ReviewsService } from "@meshmart/gen/meshmart/reviews/v1/reviews_pb";
import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { useSession } from "../../api/use-session.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure } from "../../ui/failure.tsx";
import { toast } from "../../ui/toasts.tsx";
import { ReviewForm } from "./review-form.tsx";
import { ReviewItem } from "./review-item.tsx";
import styles from "./reviews.module.css";
import { useReviewChanged } from "./use-review-changed.ts";

const messages = defineMessages({
  en: {
    title: "Your review",
    stranger: "Reviews are written by those who received the product. Have you?",
    signIn: "Sign in to review it",
    notReceived: "You can review this product once it was delivered to you.",
    invite: "You received this product. What do you think of it?",
    write: "Write a review",
    edit: "Change it",
    remove: "Take it back",
    removeTitle: "Take your review back?",
    removeText: "It is gone then, and its stars count no more. You may write another one.",
    removed: "Your review was taken back.",
    keep: "Keep it",
  },
  ko: {
    title: "내 후기",
    stranger: "상품을 받은 고객만 후기를 쓸 수 있습니다. 받으셨나요?",
    signIn: "로그인하고 후기 쓰기",
    notReceived: "이 상품을 배송받은 뒤에 후기를 쓸 수 있습니다.",
    invite: "이 상품을 받으셨습니다. 어떠셨나요?",
    write: "후기 쓰기",
    edit: "수정",
    remove: "삭제",
    removeTitle: "후기를 삭제할까요?",
    removeText: "삭제하면 별점에도 반영되지 않습니다. 나중에 다시 쓸 수 있습니다.",
    removed: "후기를 삭제했습니다.",
    keep: "취소",
  },
});

export function MyReview({ productId }: { readonly productId: string }) {
  const t = useMessages(messages);
  const customer = useSession();
  const next = encodeURIComponent(`/products/${productId}`);
  return (
    <section aria-labelledby="my-review" className={styles.mine}>
      <h3 id="my-review" tabIndex={-1}>
        {t.title}
      </h3>
      {customer ? (
        <Mine productId={productId} displayName={customer.displayName} />
      ) : (
        <p>
          {t.stranger} <Link href={`/sign-in?next=${next}`}>{t.signIn}</Link>
        </p>
      )}
    </section>
  );
}

function Mine({ productId, displayName }: { readonly productId: string; readonly displayName: string }) {
  const t = useMessages(messages);
  const [state, setState] = useState<"reading" | "writing" | "removing">("reading");
  const { data, error, refetch } = useQuery(ReviewsService.method.getMyReview, { productId });
  const done = () => setState("reading");
  useFocusFollows(state);
  if (error && !data) return <Failure error={error} onRetry={refetch} />;
  if (!data) return null;
  const { mayReview, review } = data;
  if (state === "writing") {
    return <ReviewForm productId={productId} displayName={displayName} review={review} onDone={done} />;
  }
  if (!review) {
    if (!mayReview) return <p>{t.notReceived}</p>;
    return (
      <>
        <p>{t.invite}</p>
        <div>
          <Button onClick={() => setState("writing")}>{t.write}</Button>
        </div>
      </>
    );
  }
  const actions = (
    <div className={styles.actions}>
      <Button kind="secondary" size="s" onClick={() => setState("writing")}>
        {t.edit}
      </Button>
      <Button kind="danger" size="s" onClick={() => setState("removing")}>
        {t.remove}
      </Button>
    </div>
  );
  return (
    <>
      <ul className={styles.items}>
        <ReviewItem review={review} actions={actions} />
      </ul>
      {state === "removing" && <Removal productId={productId} onDone={done} />}
    </>
  );
}

function Removal({ productId, onDone }: { readonly productId: string; readonly onDone: () => void }) {
  const t = useMessages(messages);
  const changed = useReviewChanged(productId);
  const { mutate, isPending, error } = useMutation(ReviewsService.method.deleteReview, {
    onSuccess: () => {
      changed(undefined);
      toast(t.removed);
      onDone();
    },
  });
  return (
    <Dialog title={t.removeTitle} onClose={onDone}>
      <p>{t.removeText}</p>
      {error && <Failure error={error} />}
      <div className={styles.actions}>
        <Button kind="danger" busy={isPending} onClick={() => mutate({ productId })}>
          {t.remove}
        </Button>
        <Button kind="secondary" onClick={onDone}>
          {t.keep}
        </Button>
      </div>
    </Dialog>
  );
}

/** What was pressed is gone when the form opens, and the form when it is done: the focus goes on with what came in its place. */
function useFocusFollows(state: string): void {
  const last = useRef(state);
  useEffect(() => {
    if (last.current === state) return;
    last.current = state;
    const target = state === "writing" ? "#review-form input" : "#my-review";
    if (state !== "removing") document.querySelector<HTMLElement>(target)?.focus();
  }, [state]);
}
