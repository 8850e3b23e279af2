// Transactions whose connection may be lost at any moment, as when PostgreSQL restarts. The driver (postgres 3.4) goes on with such a
// transaction: its next statement, or its own rollback, ends the process by writing to a socket that is gone, or runs inside the
// transaction that has got the connection since (porsager/postgres #1208, #1216). Here it sends nothing more, and fails as a whole.
import postgres from "postgres";
import type { Database, Transaction } from "./database.ts";
import { isUnreachable } from "./sql-state.ts";

/** What the driver's queries are made of inside: `handler` sends one. Seen in 3.4.9; the version is pinned, and a test holds it. */
interface InnerQuery extends Promise<unknown> {
  handler(query: InnerQuery): void;
  reject(error: unknown): void;
}

/** Answers with the same database, whose `begin` is safe. */
export function withSafeTransactions(sql: Database): Database {
  const begin = sql.begin.bind(sql) as unknown as (work: (tx: Transaction) => Promise<unknown>) => Promise<unknown>;
  const safeBegin = (work: (tx: Transaction) => unknown) => {
    const lost = Promise.withResolvers<never>();
    let isLost = false;
    const lose = (error: unknown) => {
      isLost = true;
      lost.reject(error);
    };
    const done = begin(async (tx) => {
      try {
        const result = await work(guard(tx, () => isLost, lose));
        return isLost ? forever() : result;
      } catch (error) {
        // The driver may learn of the loss in this turn of the event loop, after the statement that failed by it.
        await new Promise(setImmediate);
        if (isLost) return forever();
        throw error;
      }
    });
    done.catch(lose);
    lost.promise.catch(() => {});
    return Promise.race([done, lost.promise]);
  };
  return Object.assign(sql, { begin: safeBegin as Database["begin"] });
}

/** Neither a commit nor a rollback may follow: the server has undone the transaction when it lost the connection. */
function forever(): Promise<never> {
  return new Promise(() => {});
}

/** The transaction, whose statements fail unsent once it is lost, and which is lost when one of them fails by it. */
function guard(tx: Transaction, isLost: () => boolean, lose: (error: unknown) => void): Transaction {
  const watch = (made: unknown) => {
    if (!(made instanceof Promise)) return made;
    const query = made as InnerQuery;
    const send = query.handler;
    query.handler = (self) => {
      if (isLost()) return self.reject(connectionLost());
      self.catch((error) => {
        if (isConnectionLoss(error)) lose(error);
      });
      send(self);
    };
    return made;
  };
  return new Proxy(tx, {
    apply: (target, self, args) => watch(Reflect.apply(target, self, args)),
    get(target, name, self) {
      const value = Reflect.get(target, name, self);
      return name === "unsafe" ? (...args: unknown[]) => watch(Reflect.apply(value, target, args)) : value;
    },
  });
}

function connectionLost(): Error {
  return Object.assign(new Error("The transaction's connection is lost."), { code: "CONNECTION_CLOSED" });
}

function isConnectionLoss(error: unknown): boolean {
  if (error instanceof postgres.PostgresError) return error.severity === "FATAL" || error.severity === "PANIC";
  return isUnreachable(error);
}
