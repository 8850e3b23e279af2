// Writes the visitor's review, or writes it anew. What may be entered is the contract's to say.
import { create } from "@bufbuild/protobuf";
import { useMutation } from "@connectrpc/connect-query";
import { type Review, ReviewsService, WriteReviewRequestSchema } from "@meshmart/gen/meshmart/reviews/v1/reviews_pb";
import { type SubmitEvent, useState } from "react";
import { useViolations } from "../../api/validation.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { Button } from "../../ui/button.tsx";
import { Failure } from "../../ui/failure.tsx";
import { TextArea, TextField } from "../../ui/field.tsx";
import { toast } from "../../ui/toasts.tsx";
import styles from "./reviews.module.css";
import { StarInput } from "./star-input.tsx";
import { useReviewChanged } from "./use-review-changed.ts";

const messages = defineMessages({
  en: {
    title: "Title",
    text: "Your review",
    textHint: "What should others know? You may leave this empty.",
    author: "Name to show",
    save: "Publish",
    cancel: "Cancel",
    saved: "Your review is published. Thank you!",
  },
  ko: {
    title: "제목",
    text: "후기",
    textHint: "다른 고객에게 도움이 될 내용을 적어 주세요. 비워 두어도 됩니다.",
    author: "표시할 이름",
    save: "등록",
    cancel: "취소",
    saved: "후기를 등록했습니다. 감사합니다!",
  },
});

export function ReviewForm({
  productId,
  displayName,
  review,
  onDone,
}: {
  readonly productId: string;
  readonly displayName: string;
  /** As it was written before. */
  readonly review: Review | undefined;
  readonly onDone: () => void;
}) {
  const t = useMessages(messages);
  const violations = useViolations();
  const changed = useReviewChanged(productId);
  const [stars, setStars] = useState(review?.stars ?? 0);
  const { mutate, isPending, error } = useMutation(ReviewsService.method.writeReview, {
    onSuccess: ({ review }) => {
      changed(review);
      toast(t.saved);
      onDone();
    },
    onError: violations.show,
  });
  const onSubmit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const entered = new FormData(event.currentTarget);
    const text = (name: string) => String(entered.get(name) ?? "").trim();
    const request = create(WriteReviewRequestSchema, {
      productId,
      stars,
      title: text("title"),
      text: text("text"),
      authorName: text("author"),
    });
    if (await violations.check(WriteReviewRequestSchema, request)) mutate(request);
  };
  return (
    <form id="review-form" onSubmit={onSubmit} noValidate className={styles.form}>
      <StarInput value={stars} onChange={setStars} error={violations.of("stars")} />
      <TextField
        label={t.title}
        name="title"
        autoComplete="off"
        defaultValue={review?.title}
        error={violations.of("title")}
      />
      <TextArea
        label={t.text}
        name="text"
        hint={t.textHint}
        defaultValue={review?.text}
        error={violations.of("text")}
      />
      <TextField
        label={t.author}
        name="author"
        autoComplete="nickname"
        defaultValue={review?.authorName ?? displayName}
        error={violations.of("author_name")}
      />
      {error && <Failure error={error} />}
      <div className={styles.actions}>
        <Button type="submit" busy={isPending}>
          {t.save}
        </Button>
        <Button kind="secondary" onClick={onDone}>
          {t.cancel}
        </Button>
      </div>
    </form>
  );
}
