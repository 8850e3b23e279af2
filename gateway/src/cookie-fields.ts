// Where a message has fields that browsers keep in cookies, by the contract's option. Throws where the contract contradicts itself.
import { type DescField, type DescMessage, getOption, hasOption, ScalarType } from "@bufbuild/protobuf";
import { TimestampSchema } from "@bufbuild/protobuf/wkt";
import { type Cookie, cookie } from "@meshmart/gen/meshmart/options/v1/options_pb";

type MessageField = DescField & { readonly fieldKind: "message" };

export interface CookieField {
  /** From the message down to the one that has the field; empty where that is the message itself. */
  readonly parents: readonly MessageField[];
  readonly field: DescField & { readonly fieldKind: "scalar" };
  readonly cookie: Cookie;
  /** The time beside it at which the browser forgets it. */
  readonly expires: MessageField | undefined;
}

export function cookieFieldsOf(message: DescMessage, parents: readonly MessageField[] = []): readonly CookieField[] {
  return message.fields.flatMap((field) => {
    if (hasOption(field, cookie)) return [toCookieField(field, getOption(field, cookie), parents)];
    const isNew = (one: MessageField) => parents.every((parent) => parent.message !== one.message);
    return field.fieldKind === "message" && isNew(field) ? cookieFieldsOf(field.message, [...parents, field]) : [];
  });
}

function toCookieField(field: DescField, option: Cookie, parents: readonly MessageField[]): CookieField {
  const where = `${field.parent.typeName}.${field.name}`;
  if (field.fieldKind !== "scalar" || field.scalar !== ScalarType.STRING)
    throw new Error(`${where} has a cookie and is not one string.`);
  if (option.expireField === "") return { parents, field, cookie: option, expires: undefined };
  const expires = field.parent.fields.find(({ name }) => name === option.expireField);
  if (expires?.fieldKind !== "message" || expires.message.typeName !== TimestampSchema.typeName)
    throw new Error(`${where} has a cookie that expires by "${option.expireField}", which is no Timestamp beside it.`);
  return { parents, field, cookie: option, expires };
}
