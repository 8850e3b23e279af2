// The two accounts of the demo, whose passwords stand in the README: a shop that is real leaves them out (DEMO_ACCOUNTS=off). Made once,
// however many instances start at the same time, and never put back as they were: who changed them, changed them.
import { type Customer, normalizeEmail } from "./customer.ts";
import type { CustomerStore } from "./customer-store.ts";
import type { PasswordHashes } from "./password-hash.ts";

const DEMO_ACCOUNTS: readonly (Omit<Customer, "createdAt"> & { readonly password: string })[] = [
  {
    customerId: "01930000-0000-7000-8000-00000000d001",
    email: "demo@meshmart.example",
    displayName: "Demo Customer",
    role: "customer",
    password: "meshmart-demo",
  },
  {
    customerId: "01930000-0000-7000-8000-00000000d002",
    email: "staff@meshmart.example",
    displayName: "Demo Staff",
    role: "staff",
    password: "meshmart-staff",
  },
];

export async function addDemoAccounts(customers: CustomerStore, passwords: PasswordHashes, now: Date): Promise<void> {
  for (const { password, ...account } of DEMO_ACCOUNTS) {
    if (await customers.findByEmail(normalizeEmail(account.email))) continue;
    await customers.add({ ...account, createdAt: now }, await passwords.hash(password));
  }
}

/** Whether somebody can sign in with a password that stands in the README. */
export async function hasDemoAccounts(customers: CustomerStore): Promise<boolean> {
  const found = await Promise.all(DEMO_ACCOUNTS.map(({ customerId }) => customers.find(customerId)));
  return found.some((customer) => customer !== undefined);
}
