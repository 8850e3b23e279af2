// How the suite talks to the programs under test: messages on stdin and stdout, each after its length in 4 bytes, big-endian.
import { create, type DescMessage, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";

/** Every message of `input` until it ends. */
export async function* readFrames(schema: DescMessage, input: AsyncIterable<Buffer>): AsyncGenerator<Message> {
  let buffered: Buffer = Buffer.alloc(0);
  for await (const chunk of input) {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    while (buffered.length >= 4) {
      const end = 4 + buffered.readUInt32BE(0);
      if (buffered.length < end) break;
      yield fromBinary(schema, buffered.subarray(4, end));
      buffered = buffered.subarray(end);
    }
  }
}

export function writeFrame(schema: DescMessage, message: Record<string, unknown>, output: NodeJS.WritableStream): void {
  const bytes = toBinary(schema, create(schema, message));
  const frame = Buffer.alloc(4 + bytes.length);
  frame.writeUInt32BE(bytes.length, 0);
  frame.set(bytes, 4);
  output.write(frame);
}
