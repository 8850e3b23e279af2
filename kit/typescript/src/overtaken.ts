// A transaction that looks for rows and then writes them, beside other instances that do the same. Where two would write the same first
// row, one commits; the other begins again, and finds what the first has written. No caller sees anything of it.
import { type Database, isUniqueViolation, type Transaction } from "./database.ts";

const MAX_ATTEMPTS = 5;

/** Thrown in such a transaction that sees by itself that another instance was faster: it is undone, and begun again. */
export class Overtaken extends Error {
  constructor() {
    super("Another instance has written some of these rows meanwhile.");
  }
}

/**
 * Runs `work` in a transaction, and again from the beginning when it was overtaken: when it throws Overtaken, or writes a row that
 * another instance has committed since it looked (a violation of `constraint`). Throws what the fifth attempt threw.
 */
export async function beginUntilNotOvertaken<T>(
  sql: Database,
  constraint: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await sql.begin(work)) as T;
    } catch (error) {
      const isOvertaken = error instanceof Overtaken || isUniqueViolation(error, constraint);
      if (!isOvertaken || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}
