// Transfers from bank accounts. Account numbers are treated as those of cards: the bank's provider knows them, nobody else.
import type { BankTransfer } from "@meshmart/gen/meshmart/payment/v1/payment_pb";
import type { PaymentMethod } from "./method.ts";
import { type Behaviour, createSimulatedProvider } from "./simulated-provider.ts";

/** Test accounts, of any bank. Every other one is good. */
const TEST_ACCOUNTS: Record<string, Behaviour> = {
  "110000000002": "PAYMENT_DECLINED",
  "110000009995": "INSUFFICIENT_FUNDS",
  "110000000069": "ACCOUNT_CLOSED",
  "110000000119": "LATE",
  "110000000259": "DUPLICATE",
};

export function createBankTransfer(provider = createSimulatedProvider()): PaymentMethod<BankTransfer> {
  return {
    ...provider,
    async tokenize({ bankCode, accountNumber }) {
      const behaviour = TEST_ACCOUNTS[accountNumber] ?? "APPROVED";
      const displayName = `${bankCode} account ending in ${accountNumber.slice(-4)}`;
      return { reference: provider.keep(behaviour), displayName };
    },
  };
}
