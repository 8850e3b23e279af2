// Every method and event of the contract says what the mesh has to know about it, and in one way.
import {
  type DescField,
  type DescMessage,
  type DescMethod,
  getOption,
  hasOption,
  ScalarType,
} from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel as Idempotency } from "@bufbuild/protobuf/wkt";
import { http } from "@meshmart/gen/google/api/annotations_pb";
import { Access, cookie, event } from "@meshmart/gen/meshmart/options/v1/options_pb";
import { meshNameOf, policyOf } from "@meshmart/kit/policy";
import { describe, expect, it } from "vitest";
import { ourFiles } from "./registry.ts";

const methods = ourFiles.flatMap(({ services }) => services.flatMap((service) => service.methods));
const messages = ourFiles.flatMap((file) => file.messages);
const events = messages.filter((message) => hasOption(message, event));

const name = ({ parent, name }: DescMethod) => `${parent.name}.${name}`;
const has = (message: DescMessage, field: string, scalar: ScalarType) =>
  message.fields.some((one) => one.name === field && one.fieldKind === "scalar" && one.scalar === scalar);
const isRead = (method: DescMethod) => method.idempotency === Idempotency.NO_SIDE_EFFECTS;

/** The names of those that do not keep the rule: none. */
function expectAll(of: DescMethod[], keep: (method: DescMethod) => boolean): void {
  expect(of.length).toBeGreaterThan(0);
  expect(of.filter((method) => !keep(method)).map(name)).toEqual([]);
}

describe("every method", () => {
  it("says who may call it", () => {
    expectAll(methods, (method) => policyOf(method).access !== Access.UNSPECIFIED);
  });

  it("names callers that are services, and only where services alone may call", () => {
    // The gateway serves the storefront.
    const services = new Set([...methods.map(({ parent }) => meshNameOf(parent.typeName)), "gateway"]);
    expectAll(methods, (method) => policyOf(method).callers.every((caller) => services.has(caller)));
    expectAll(methods, (method) => {
      const { access, callers } = policyOf(method);
      return callers.length === 0 || access === Access.SERVICE;
    });
  });

  it("that is unary has a deadline of at most ten seconds", () => {
    const unary = methods.filter(({ methodKind }) => methodKind === "unary");
    // What staff sets going may take longer than what a customer waits for.
    const longest = (method: DescMethod) => (policyOf(method).access === Access.STAFF ? 60_000 : 10_000);
    expectAll(unary, (method) => policyOf(method).deadlineMs > 0 && policyOf(method).deadlineMs <= longest(method));
  });

  it("that writes may be repeated, by its nature or by its request_id", () => {
    // Each sign-in is a session of its own, and a refresh token is good for one use: that is their point.
    const once = ["SignUp", "SignIn", "RefreshSession"];
    const writes = methods.filter((method) => !isRead(method) && !once.includes(method.name));
    const isKnown = ({ input }: DescMethod) => has(input, "request_id", ScalarType.STRING);
    expectAll(writes, (method) => method.idempotency === Idempotency.IDEMPOTENT || isKnown(method));
  });

  it("that creates something knows a repetition by its request_id, or by an id that the caller chose", () => {
    const creates = methods.filter((method) => /^(Place|Create)[A-Z]/.test(method.name));
    expectAll(creates, ({ input }) => has(input, "request_id", ScalarType.STRING));
  });

  it("that lists does so page by page", () => {
    const lists = methods.filter((method) => /^(List|Search)[A-Z]/.test(method.name));
    expectAll(
      lists,
      ({ input }) => has(input, "page_size", ScalarType.INT32) && has(input, "page_token", ScalarType.STRING),
    );
    expectAll(lists, ({ output }) => has(output, "next_page_token", ScalarType.STRING));
  });

  it("that is there for callers from outside has a REST path, and no other has one", () => {
    expectAll(methods, (method) => hasOption(method, http) === (policyOf(method).access !== Access.SERVICE));
  });

  it("that is read with GET has no side effects, and the other way round", () => {
    const rest = methods.filter((method) => hasOption(method, http));
    expectAll(rest, (method) => isRead(method) === (getOption(method, http).pattern.case === "get"));
  });

  it("has a REST path that no other has", () => {
    const rest = methods.filter((method) => hasOption(method, http)).map((method) => getOption(method, http).pattern);
    const paths = rest.map((pattern) => `${pattern.case} ${String(pattern.value).replaceAll(/{[^}]*}/g, "{}")}`);
    expect(paths).toEqual([...new Set(paths)]);
  });
});

describe("every cookie", () => {
  const fields = messages.flatMap((message) => message.fields).filter((field) => hasOption(field, cookie));
  const inputs = new Map(methods.map((method) => [method.input, method]));
  const set = fields.filter(({ parent }) => !inputs.has(parent));
  const taken = fields.filter(({ parent }) => inputs.has(parent));

  it("is a string that is kept out of logs", () => {
    expect(Math.min(set.length, taken.length)).toBeGreaterThan(0);
    const isSecret = ({ scalar, proto }: DescField) => scalar === ScalarType.STRING && proto.options?.debugRedact;
    expect(fields.filter((field) => !isSecret(field)).map(String)).toEqual([]);
  });

  it("that is set says where it is sent and when it goes", () => {
    const isWhole = (field: DescField) => {
      const { paths, expireField } = getOption(field, cookie);
      const expires = field.parent.fields.find(({ name }) => name === expireField);
      return paths.length > 0 && expires?.message?.typeName === "google.protobuf.Timestamp";
    };
    expect(set.filter((field) => !isWhole(field)).map(String)).toEqual([]);
  });

  it("that a method takes is sent to it, by RPC and by REST, and nowhere else", () => {
    for (const field of taken) {
      const { name, paths } = getOption(field, cookie);
      expect(paths).toEqual([]);
      const method = inputs.get(field.parent)!;
      const due = [`/${method.parent.typeName}/${method.name}`, getOption(method, http).pattern.value];
      const sent = set.map((one) => getOption(one, cookie)).filter((one) => one.name === name);
      expect(sent.map((one) => one.paths)).toEqual([due]);
    }
  });
});

describe("every event", () => {
  it("has the subject <domain>.<its name in snake case>", () => {
    expect(events.length).toBeGreaterThan(0);
    const snake = (pascal: string) => pascal.replaceAll(/(?<!^)[A-Z]/g, "_$&").toLowerCase();
    const subjects = (of: DescMessage[]) => of.map((message) => [message.typeName, getOption(message, event).subject]);
    const due = events.map((message) => [message.typeName, `${domainOf(message)}.${snake(message.name)}`]);
    expect(subjects(events)).toEqual(due);
  });

  it("has an ordering key that is one of its fields", () => {
    const wrong = events.filter((message) => !has(message, getOption(message, event).key, ScalarType.STRING));
    expect(wrong.map(({ typeName }) => typeName)).toEqual([]);
  });

  it("stands in the events file of its domain, and nothing else does but what events are made of", () => {
    const isInEventsFile = ({ file }: DescMessage) => file.name.endsWith("_events");
    const parts = new Set(events.flatMap(({ fields }) => fields.map(({ message }) => message)));
    expect(events.filter((message) => !isInEventsFile(message))).toEqual([]);
    expect(messages.filter((message) => isInEventsFile(message) && !parts.has(message))).toEqual(events);
  });
});

function domainOf(message: DescMessage): string {
  return message.file.proto.package.split(".")[1]!;
}
