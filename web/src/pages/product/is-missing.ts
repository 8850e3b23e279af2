import { Code, type ConnectError } from "@connectrpc/connect";

/** Whether there is no such product; an address that cannot be one's is answered as invalid. */
export function isMissing(error: ConnectError | null): boolean {
  return error?.code === Code.NotFound || error?.code === Code.InvalidArgument;
}
