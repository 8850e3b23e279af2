// Between grpc-js metadata and the Headers of Connect. Binary entries (`-bin`) are Buffers there and base64 here.
import { decodeBinaryHeader, encodeBinaryHeader } from "@connectrpc/connect";
import { Metadata } from "@grpc/grpc-js";

export type HeadersInit = NonNullable<ConstructorParameters<typeof Headers>[0]>;

export function toHeaders(metadata: Metadata): Headers {
  const headers = new Headers();
  for (const name of Object.keys(metadata.getMap())) {
    for (const value of metadata.get(name)) {
      headers.append(name, typeof value === "string" ? value : encodeBinaryHeader(value));
    }
  }
  return headers;
}

export function addHeaders(metadata: Metadata, headers: HeadersInit): Metadata {
  for (const [name, value] of new Headers(headers)) {
    if (!name.endsWith("-bin")) metadata.add(name, value);
    else for (const part of value.split(",")) metadata.add(name, Buffer.from(decodeBinaryHeader(part.trim())));
  }
  return metadata;
}

export function toMetadata(headers: HeadersInit): Metadata {
  return addHeaders(new UnpaddedMetadata(), headers);
}

/** gRPC wants binary entries sent as base64 without padding; those of grpc-js have it. */
export class UnpaddedMetadata extends Metadata {
  override clone(): Metadata {
    const copy = new UnpaddedMetadata(this.getOptions());
    copy.merge(this);
    return copy;
  }

  override toHttp2Headers(): ReturnType<Metadata["toHttp2Headers"]> {
    const headers = super.toHttp2Headers();
    for (const name in headers) {
      if (name.endsWith("-bin"))
        headers[name] = [headers[name]].flat().map((value) => String(value).replace(/=+$/, ""));
    }
    return headers;
  }
}
