// Customers in PostgreSQL. Of two who sign up with one address at the same time, one is added.
import type { Database } from "@meshmart/kit/database";
import { appendEvents } from "@meshmart/kit/outbox";
import type { Customer, Role } from "./customer.ts";
import { customerSignedUp } from "./identity-events.ts";

export interface CustomerStore {
  /** With its event, in one statement. False when the address or the id is taken. */
  add(customer: Customer, passwordHash: string): Promise<boolean>;
  find(customerId: string): Promise<Customer | undefined>;
  findByEmail(email: string): Promise<{ customer: Customer; passwordHash: string } | undefined>;
}

interface Row {
  customer_id: string;
  email: string;
  display_name: string;
  role: Role;
  password_hash: string;
  created_at: Date;
}

/** `onCommit` is called after each commit that appended events. */
export function createCustomerStore(sql: Database, onCommit: () => void): CustomerStore {
  return {
    async add(customer, passwordHash) {
      const { customerId, email, displayName, role, createdAt } = customer;
      const added = await sql`
        with customer as (
          insert into customers (customer_id, email, display_name, role, password_hash, created_at)
          values (${customerId}, ${email}, ${displayName}, ${role}, ${passwordHash}, ${createdAt})
          on conflict do nothing
          returning customer_id
        ), event as (${appendEvents(sql, [customerSignedUp(customerId)], sql`select from customer`)})
        select customer_id from customer`;
      if (added.length > 0) onCommit();
      return added.length > 0;
    },
    async find(customerId) {
      const [row] = await sql<Row[]>`select * from customers where customer_id = ${customerId}`;
      return row && toCustomer(row);
    },
    async findByEmail(email) {
      const [row] = await sql<Row[]>`select * from customers where email = ${email}`;
      return row && { customer: toCustomer(row), passwordHash: row.password_hash };
    },
  };
}

function toCustomer(row: Row): Customer {
  const { customer_id: customerId, email, display_name: displayName, role, created_at: createdAt } = row;
  return { customerId, email, displayName, role, createdAt };
}
