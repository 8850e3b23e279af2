// Names of the demo shop's categories. One that is not here is shown by its slug.
import { defineMessages, useMessages } from "./messages.ts";

const names = defineMessages({
  en: {
    beauty: "Beauty",
    books: "Books",
    electronics: "Electronics",
    home: "Home",
    kitchen: "Kitchen",
    other: "Other",
    sports: "Sports",
    toys: "Toys",
  },
  ko: {
    beauty: "뷰티",
    books: "도서",
    electronics: "전자제품",
    home: "홈",
    kitchen: "주방",
    other: "기타",
    sports: "스포츠",
    toys: "장난감",
  },
});

export function useCategoryName(): (slug: string) => string {
  const known: Readonly<Record<string, string>> = useMessages(names);
  return (slug) => known[slug] ?? slug.replaceAll("-", " ").replace(/^./, (first) => first.toUpperCase());
}
