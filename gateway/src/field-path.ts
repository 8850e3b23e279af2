// Sets fields of a message from text: what a URL's path and query carry. Names may be the contract's (order_id) or JSON's
// (orderId), nested with dots. A text that its field cannot take throws a FieldTextError that names the field.
import { type DescField, type DescMessage, fromJson, type JsonValue, ScalarType } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { base64Decode } from "@bufbuild/protobuf/wire";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";

/** A field, and the message fields that lead to it from the outermost message. */
export interface FieldPath {
  readonly parents: readonly DescField[];
  readonly field: DescField;
}

export class FieldTextError extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

// Messages whose JSON is a string, which is what a URL can carry.
const TEXT_MESSAGES = new Set(["google.protobuf.Timestamp", "google.protobuf.Duration", "google.protobuf.FieldMask"]);

/** Finds the field that "order.line_id" or "order.lineId" names. Throws where the contract names one that text cannot fill. */
export function resolveFieldPath(message: DescMessage, path: string): FieldPath {
  const found = findFieldPath(message, path);
  if (!found) throw new Error(`${message.typeName} has no field "${path}".`);
  if (found.field.fieldKind === "list")
    throw new Error(`${message.typeName}: "${path}" is repeated; a path holds one value.`);
  if (!takesText(found.field)) throw new Error(`${message.typeName}: "${path}" is a message; name one of its fields.`);
  return found;
}

/** The field that a name from outside means, or undefined. */
export function findFieldPath(message: DescMessage, path: string): FieldPath | undefined {
  const parents: DescField[] = [];
  let current: DescMessage | undefined = message;
  const names = path.split(".");
  for (const [index, name] of names.entries()) {
    const field: DescField | undefined = current?.fields.find((one) => one.name === name || one.jsonName === name);
    if (!field) return undefined;
    if (index === names.length - 1) return { parents, field };
    if (field.fieldKind !== "message") return undefined;
    parents.push(field);
    current = field.message;
  }
  return undefined;
}

/** Whether one text, or several where the field is repeated, can fill the field. */
export function takesText(field: DescField): boolean {
  if (field.fieldKind === "map") return false;
  if (field.message) return TEXT_MESSAGES.has(field.message.typeName) || isWrapperDesc(field.message);
  return true;
}

/** Sets the field; a repeated one gets the value appended. */
export function setFieldText(message: ReflectMessage, path: FieldPath, text: string): void {
  let target = message;
  for (const parent of path.parents) {
    const field = parent as DescField & { fieldKind: "message" };
    const child = target.get(field);
    if (!target.isSet(field)) target.set(field, child);
    target = child;
  }
  const { field } = path;
  try {
    const value = toFieldValue(field, text);
    if (field.fieldKind === "list") {
      target.get(field).add(value);
    } else target.set(field, value);
  } catch (cause) {
    const name = [...path.parents, field].map((one) => one.name).join(".");
    throw new FieldTextError(
      name,
      `"${text.slice(0, 100)}" is not ${kindOf(field)}${cause instanceof RangeError ? `: ${cause.message}` : ""}`,
    );
  }
}

function toFieldValue(field: DescField, text: string): unknown {
  if (field.enum) return enumNumber(field, text);
  if (field.message) return reflect(field.message, fromJson(field.message, messageJson(field.message, text)));
  return scalarValue((field as { scalar: ScalarType }).scalar, text);
}

function enumNumber(field: DescField, text: string): number {
  const value = field.enum!.values.find((one) => one.name === text || String(one.number) === text);
  if (!value) throw new RangeError(`it has ${field.enum!.values.map((one) => one.name).join(", ")}`);
  return value.number;
}

function messageJson(message: DescMessage, text: string): JsonValue {
  if (!isWrapperDesc(message)) return text;
  const { scalar } = message.fields[0] as DescField & { fieldKind: "scalar" };
  if (scalar === ScalarType.BOOL) return scalarValue(scalar, text) as boolean;
  return text;
}

function scalarValue(scalar: ScalarType, text: string): unknown {
  switch (scalar) {
    case ScalarType.STRING:
      return text;
    case ScalarType.BOOL:
      if (text !== "true" && text !== "false") throw new TypeError();
      return text === "true";
    case ScalarType.BYTES:
      return base64Decode(text);
    case ScalarType.FLOAT:
    case ScalarType.DOUBLE:
      if (!/^(-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|NaN|-?Infinity)$/.test(text)) throw new TypeError();
      return Number(text);
    default:
      if (!/^-?\d{1,20}$/.test(text)) throw new TypeError();
      return is64Bit(scalar) ? BigInt(text) : Number(text);
  }
}

function is64Bit(scalar: ScalarType): boolean {
  return (
    scalar === ScalarType.INT64 ||
    scalar === ScalarType.UINT64 ||
    scalar === ScalarType.SINT64 ||
    scalar === ScalarType.FIXED64 ||
    scalar === ScalarType.SFIXED64
  );
}

function kindOf(field: DescField): string {
  if (field.enum) return `a value of ${field.enum.typeName}`;
  if (field.message) return `a ${field.message.typeName}`;
  return `of type ${ScalarType[(field as { scalar: ScalarType }).scalar].toLowerCase()}`;
}
