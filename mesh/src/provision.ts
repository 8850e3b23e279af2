// Gives a service its database and two roles: `<name>_owner` makes and changes tables (migrations), `<name>` may only read
// and write their rows. No role can connect to another service's database. May run any number of times; keeps all data.

import connect, { type Sql } from "postgres";

export interface Grants {
  /** The password of a role, the same at each call. */
  password(role: string): string;
  /** The server is this mesh's own, so its maintenance databases are closed to the services' roles too. */
  ownServer: boolean;
}

export interface DatabaseUrls {
  /** Rows only: what the service works with. */
  databaseUrl: string;
  /** The owner: what its migrations run with. */
  migrationDatabaseUrl: string;
}

const quiet = { max: 1, connect_timeout: 10, onnotice: () => {} };

/** The two URLs of a service's database on the administrator's server; rows by the server's socket, where it has one. */
export function databaseUrls(
  adminUrl: string,
  name: string,
  { password }: Grants,
  socketFolder?: string,
): DatabaseUrls {
  const urlFor = (role: string) => {
    const url = new URL(adminUrl);
    url.username = role;
    url.password = password(role);
    url.pathname = `/${name}`;
    return url;
  };
  const databaseUrl = urlFor(name);
  if (socketFolder) databaseUrl.searchParams.set("host", socketFolder);
  return { databaseUrl: databaseUrl.href, migrationDatabaseUrl: urlFor(`${name}_owner`).href };
}

/** Makes the databases and roles that are missing. */
export async function provision(adminUrl: string, names: string[], grants: Grants): Promise<void> {
  const admin = connect(adminUrl, { ...quiet, max: 4 });
  try {
    await Promise.all(names.map((name) => provisionOne(admin, adminUrl, name, grants)));
    if (grants.ownServer) await admin.unsafe("revoke connect on database postgres, template1 from public");
  } finally {
    await admin.end({ timeout: 5 });
  }
}

async function provisionOne(admin: Sql, adminUrl: string, name: string, grants: Grants): Promise<void> {
  if (!/^[a-z][a-z0-9_]{0,50}$/.test(name)) {
    throw new Error(`"${name}" cannot name a database: use lower-case letters, digits and underscores, 51 at most.`);
  }
  const [found] = await admin<{ roles: number; databases: number }[]>`
    select (select count(*)::int from pg_roles where rolname in (${name}, ${`${name}_owner`})) as roles,
           (select count(*)::int from pg_database where datname = ${name}) as databases`;

  for (const role of [`${name}_owner`, name]) {
    // Utility statements take no parameters: names are checked above, passwords quoted.
    if (found?.roles !== 2) await admin.unsafe(createRoleIfMissing(role));
    await admin.unsafe(`alter role "${role}" login password ${quoteLiteral(grants.password(role))}`);
  }
  if (found?.databases !== 1) await admin.unsafe(`create database "${name}" owner "${name}_owner"`);
  await admin.unsafe(`
    revoke all on database "${name}" from public;
    grant connect, temporary on database "${name}" to "${name}"`);

  // As the owner itself: what it creates from now on, its service may use.
  const owner = connect(databaseUrls(adminUrl, name, grants).migrationDatabaseUrl, quiet);
  try {
    await owner.unsafe(`
      alter default privileges grant usage on schemas to "${name}";
      alter default privileges grant select, insert, update, delete on tables to "${name}";
      alter default privileges grant usage, select on sequences to "${name}";
      alter default privileges grant execute on functions to "${name}"`);
  } finally {
    await owner.end({ timeout: 5 });
  }
}

function createRoleIfMissing(role: string): string {
  return `do $$ begin create role "${role}"; exception when duplicate_object then null; end $$`;
}

function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
