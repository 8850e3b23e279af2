// Gives every service named in DATABASES its database and its two roles, on the server that DATABASE_URL administers, and ends.
// The services start after it; running it again changes passwords and keeps all data.
import { provision } from "../../mesh/src/provision.ts";

try {
  const names = required("DATABASES")
    .split(/[\s,]+/)
    .filter(Boolean);
  // "catalog_owner" has its password in CATALOG_OWNER_PASSWORD.
  const password = (role: string) => required(`${role.toUpperCase()}_PASSWORD`);
  await provision(required("DATABASE_URL"), names, { password, ownServer: true });
  console.log(
    JSON.stringify({ level: "info", time: new Date(), service: "provision", msg: "ready", databases: names }),
  );
} catch (error) {
  const { message } = error as Error;
  console.error(JSON.stringify({ level: "error", time: new Date(), service: "provision", msg: message }));
  process.exitCode = 1;
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}.`);
  return value;
}
