// Events between services: protobuf messages whose subject and ordering key stand in the contract, in CloudEvents' NATS binding.
import {
  create,
  type DescMessage,
  fromBinary,
  getOption,
  hasOption,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { event as eventOption } from "@meshmart/gen/meshmart/options/v1/options_pb";
import { v7 as uuidv7 } from "uuid";
import { currentCall } from "./call-context.ts";
import { meshNameOf } from "./policy.ts";
import { traceparentOf } from "./trace.ts";

/** An event as the outbox keeps it and the broker carries it. */
export interface EncodedEvent {
  /** UUIDv7: the same in every redelivery. */
  readonly eventId: string;
  /** `<domain>.<event>.<ordering key>`. */
  readonly subject: string;
  readonly headers: Record<string, string>;
  readonly payload: Uint8Array;
}

/** `<domain>.<event>` of an event's message. Throws for a message that is no event. */
export function subjectOf(schema: DescMessage): string {
  return declarationOf(schema).subject;
}

interface Declaration {
  readonly subject: string;
  /** The field that is the ordering key, if there is such a field. */
  readonly key: string | undefined;
}

// Looked up once for each event: to read an option of the contract costs more than to encode the event.
const declarations = new Map<DescMessage, Declaration>();

function declarationOf(schema: DescMessage): Declaration {
  let declaration = declarations.get(schema);
  if (!declaration) {
    if (!hasOption(schema, eventOption))
      throw new Error(`${schema.typeName} is no event: give it the option meshmart.options.v1.event.`);
    const { subject, key } = getOption(schema, eventOption);
    declaration = { subject, key: schema.fields.find(({ name }) => name === key)?.localName };
    declarations.set(schema, declaration);
  }
  return declaration;
}

export function encodeEvent<S extends DescMessage>(
  schema: S,
  init: MessageInitShape<S>,
  now = new Date(),
): EncodedEvent {
  const message = create(schema, init);
  const { subject, key } = declarationOf(schema);
  const orderingKey = key && (message as Record<string, unknown>)[key];
  if (!orderingKey) throw new Error(`${schema.typeName}: its ordering key ${key ?? ""} is empty.`);
  const eventId = uuidv7();
  const call = currentCall();
  return {
    eventId,
    subject: `${subject}.${orderingKey}`,
    headers: {
      "ce-specversion": "1.0",
      "ce-id": eventId,
      "ce-source": `/${meshNameOf(schema.typeName)}`,
      "ce-type": schema.typeName,
      "ce-time": now.toISOString(),
      "content-type": "application/protobuf",
      ...(call && { traceparent: traceparentOf(call.trace) }),
    },
    payload: toBinary(schema, message),
  };
}

/** An event as a consumer receives it. */
export interface ReceivedEvent<S extends DescMessage = DescMessage> {
  readonly eventId: string;
  readonly message: MessageShape<S>;
  /** When it happened, by its publisher's clock. */
  readonly time: Date;
  readonly traceparent: string | undefined;
}

export function decodeEvent<S extends DescMessage>(
  schema: S,
  payload: Uint8Array,
  header: (name: string) => string,
): ReceivedEvent<S> {
  return {
    eventId: header("ce-id"),
    message: fromBinary(schema, payload),
    time: new Date(header("ce-time")),
    traceparent: header("traceparent") || undefined,
  };
}
