// A PostgreSQL of ShareDB's own, with default settings: fsync and synchronous_commit are on, so that what is
// acknowledged is on disk. It runs as a child, so that its processor time and memory count as the peer's.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import pg from "pg";
import PostgresDB from "sharedb-postgres";

const startMaxMs = 20_000;

/** Makes a cluster in a folder, starts it on the next port, and gives it ShareDB's tables. */
export async function startPostgres({ port, folder, postgres }) {
  const data = path.join(folder, "postgres");
  mkdirSync(data, { recursive: true });
  // PostgreSQL refuses to run as root.
  const isRoot = process.getuid() === 0;
  if (isRoot) execFileSync("chown", ["postgres", data]);
  const drop = isRoot ? ["--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
  const program = (name) => path.join(postgres, name);
  execFileSync("setpriv", [...drop, program("initdb"), "-D", data, "-A", "trust", "-U", "postgres", "--no-sync"]);
  const connection = { host: "127.0.0.1", port: port + 1, user: "postgres", database: "postgres" };
  const settings = ["-p", String(connection.port), "-k", data, "-c", "listen_addresses=127.0.0.1"];
  // --pdeathsig: it must not outlive the peer, however that ends.
  spawn("setpriv", [...drop, "--pdeathsig", "QUIT", program("postgres"), "-D", data, ...settings], { stdio: "ignore" });
  await makeTables(connection);
  return new PostgresDB(connection);
}

async function makeTables(connection) {
  const sql = createRequire(import.meta.url).resolve("sharedb-postgres/structure.sql");
  const client = await connect(connection);
  await client.query(readFileSync(sql, "utf8"));
  const { rows } = await client.query("SELECT current_setting('fsync') f, current_setting('synchronous_commit') s");
  if (rows[0].f !== "on" || rows[0].s !== "on") throw new Error("PostgreSQL is not durable.");
  await client.end();
}

async function connect(connection) {
  for (const until = Date.now() + startMaxMs; ; ) {
    const client = new pg.Client(connection);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
