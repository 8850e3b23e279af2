// What every service promises, whatever its language: one suite of calls from outside, run against each of them.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  createFileRegistry,
  type DescMethod,
  type DescMethodUnary,
  fromBinary,
  getOption,
  hasOption,
  ScalarType,
} from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient, type Transport } from "@connectrpc/connect";
import type { Client } from "@grpc/grpc-js";
import { field as fieldRules } from "@meshmart/gen/buf/validate/validate_pb";
import { BadRequestSchema, ErrorInfoSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import { Health, HealthCheckResponse_ServingStatus } from "@meshmart/gen/grpc/health/v1/health_pb";
import { ServerReflection } from "@meshmart/gen/grpc/reflection/v1/reflection_pb";
import { Access } from "@meshmart/gen/meshmart/options/v1/options_pb";
import { createChannel } from "@meshmart/kit/channel";
import { meshNameOf, policyOf } from "@meshmart/kit/policy";
import { createGrpcTransport } from "@meshmart/kit/transport";
import { processes as specs } from "@meshmart/mesh/processes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Headers, type Person, signInStaff } from "../src/customers.ts";
import { processes } from "../src/mesh.ts";
import { root } from "../src/programs.ts";

const registry = createFileRegistry(
  fromBinary(FileDescriptorSetSchema, readFileSync(join(root, "gen/contract.binpb"))),
);
const services = [...registry].flatMap((type) =>
  type.kind === "service" && specs.some(({ name, layer }) => layer === "service" && name === meshNameOf(type.typeName))
    ? [type]
    : [],
);

/** A method with a field that must be a UUID, and the field's name. */
function pickyMethodOf(methods: readonly DescMethod[]): { method: DescMethodUnary; field: string } {
  for (const method of methods) {
    if (method.methodKind !== "unary") continue;
    for (const field of method.input.fields) {
      if (field.fieldKind !== "scalar" || field.scalar !== ScalarType.STRING || !hasOption(field, fieldRules)) continue;
      const { type } = getOption(field, fieldRules);
      if (type.case === "string" && type.value.wellKnown.case === "uuid")
        return { method: method as DescMethodUnary, field: field.name };
    }
  }
  throw new Error("There is no method with a UUID to get wrong.");
}

let staff: Person;
const channels: Client[] = [];
beforeAll(async () => {
  staff = await signInStaff();
});
afterAll(() => {
  for (const channel of channels) channel.close();
});

describe.each(services.map((service) => [meshNameOf(service.typeName), service] as const))("%s", (name, service) => {
  const { method, field } = pickyMethodOf(service.methods);
  let transport: Transport;
  let adminAddress: string;
  beforeAll(async () => {
    const found = (await processes()).find((process) => process.service === name)!;
    adminAddress = found.adminAddress!;
    const channel = createChannel(name, found.address!);
    channels.push(channel);
    transport = createGrpcTransport({ client: channel });
  });

  /** Whoever may call the method. */
  async function headers(): Promise<Headers> {
    return {
      ...(await staff.headers()),
      "x-mesh-service": policyOf(method).callers[0] ?? "ordering",
      "x-guest-id": randomUUID(),
    };
  }
  const wrong = () => ({ [method.input.fields.find((one) => one.name === field)!.localName]: "no UUID" });
  async function refusal(call: Promise<unknown>): Promise<ConnectError> {
    return call.then(
      () => {
        throw new Error("The call was not refused.");
      },
      (error) => ConnectError.from(error),
    );
  }

  it("serves, says so to gRPC and to HTTP, for itself and for the service by name", async () => {
    const health = createClient(Health, transport);
    for (const asked of ["", service.typeName]) {
      expect((await health.check({ service: asked })).status).toBe(HealthCheckResponse_ServingStatus.SERVING);
    }
    expect((await fetch(`http://${adminAddress}/healthz`)).status).toBe(200);
  });

  it("describes itself, by both versions of reflection", async () => {
    const v1 = ServerReflection.method.serverReflectionInfo;
    const v1alpha = {
      ...v1,
      parent: { ...v1.parent, typeName: "grpc.reflection.v1alpha.ServerReflection" },
    } as typeof v1;
    for (const version of [v1, v1alpha]) {
      const one = (async function* () {
        yield { messageRequest: { case: "listServices" as const, value: "" } };
      })();
      const { message } = await transport.stream(version, undefined, 5_000, undefined, one);
      for await (const { messageResponse } of message) {
        const names =
          messageResponse.case === "listServicesResponse" ? messageResponse.value.service.map((one) => one.name) : [];
        expect(names).toContain(service.typeName);
      }
    }
  });

  it("refuses what breaks a rule of the contract, and names the field", async () => {
    const error = await refusal(transport.unary(method, undefined, 5_000, await headers(), wrong()));
    expect([error.code, error.findDetails(BadRequestSchema)[0]?.fieldViolations.map((one) => one.field)]).toEqual([
      Code.InvalidArgument,
      expect.arrayContaining([field]),
    ]);
    expect(error.findDetails(ErrorInfoSchema)[0]).toMatchObject({
      reason: "INVALID_REQUEST",
      domain: `meshmart.${name}`,
    });
  });

  // Where anybody may call, there is nothing to look at.
  it.runIf(policyOf(method).access !== Access.PUBLIC)(
    "looks at who calls before it looks at what they ask",
    async () => {
      const error = await refusal(transport.unary(method, undefined, 5_000, {}, wrong()));
      expect([Code.Unauthenticated, Code.PermissionDenied]).toContain(error.code);
    },
  );

  it("refuses a token that is no good, whoever a method is for", async () => {
    for (const any of service.methods.filter(({ methodKind }) => methodKind === "unary") as DescMethodUnary[]) {
      const forged = { ...(await headers()), authorization: "Bearer no.good.token" };
      const error = await refusal(transport.unary(any, undefined, 5_000, forged, {}));
      expect([any.name, error.code, error.findDetails(ErrorInfoSchema)[0]?.reason]).toEqual([
        any.name,
        Code.Unauthenticated,
        "TOKEN_INVALID",
      ]);
      const stranger = { authorization: forged.authorization };
      expect((await refusal(transport.unary(any, undefined, 5_000, stranger, {}))).code).toBe(Code.Unauthenticated);
    }
  });

  it("does not begin what nobody waits for any more", async () => {
    const error = await refusal(transport.unary(method, undefined, 0, await headers(), wrong()));
    expect(error.code).toBe(Code.DeadlineExceeded);
  });

  it("knows no method but those of the contract", async () => {
    const unknown = { ...method, name: "DropEverything" } as DescMethodUnary;
    const error = await refusal(transport.unary(unknown, undefined, 5_000, await headers(), {}));
    expect(error.code).toBe(Code.Unimplemented);
  });

  it("counts its calls by outcome, under the names that all share", async () => {
    const text = await (await fetch(`http://${adminAddress}/metrics`)).text();
    const lines = text.split("\n").filter((line) => line.startsWith("rpc_server_requests_total{"));
    const labels = [`service="${service.typeName}"`, `method="${method.name}"`, 'code="InvalidArgument"'];
    expect(lines.some((line) => labels.every((label) => line.includes(label)))).toBe(true);
    expect(text).toContain("rpc_server_duration_seconds_bucket");
  });
});
