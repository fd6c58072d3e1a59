import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ClientOp, Intent, Snapshot } from "@easel/client";

const BUILT = fileURLToPath(new URL("../../../artifacts/easel/easel", import.meta.url));
const EXE = process.env.EASEL_EXE ?? BUILT;

/** Who a token is for. */
export interface Grant {
  readonly role?: "owner" | "admin" | "member" | "viewer";
  readonly type?: "human" | "agent";
  readonly expires?: string;
}

/** A real server process with a data folder of its own. */
export class EaselServer {
  #process: ChildProcess | undefined;
  /** The link that it printed. */
  link = "";

  private constructor(
    readonly url: string,
    private readonly data: string,
  ) {}

  static async start(): Promise<EaselServer> {
    if (!existsSync(EXE)) throw new Error(`There is no ${EXE}. './easel serve' builds it; EASEL_EXE names another.`);
    const server = new EaselServer(`http://127.0.0.1:${await freePort()}`, mkdtempSync(join(tmpdir(), "easel-e2e-")));
    await server.run();
    return server;
  }

  /** Starts the process, again if it ran before, on the same folder and port. */
  async run(): Promise<void> {
    const process = spawn(EXE, ["serve", "--urls", this.url, "--data", this.data], { env: environment() });
    this.#process = process;
    let output = "";
    await new Promise<void>((resolve, reject) => {
      const hear = (bytes: Buffer) => {
        output += bytes;
        const link = /^Studio: (\S+)\n/m.exec(output)?.[1];
        if (!link) return;
        this.link = link;
        resolve();
      };
      process.stdout!.on("data", hear);
      process.stderr!.on("data", hear);
      process.once("exit", () => reject(new Error(`The server ended: ${output}`)));
    });
  }

  /** Ends the process as a power cut does. */
  async kill(): Promise<void> {
    const process = this.#process!;
    process.removeAllListeners("exit");
    const ended = once(process, "exit");
    process.kill("SIGKILL");
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }

  token(user: string, { role = "member", type = "human", expires = "1h" }: Grant = {}): string {
    const options = ["--user", user, "--role", role, "--type", type, "--expires", expires, "--data", this.data];
    return execFileSync(EXE, ["token", ...options], { env: environment(), encoding: "utf8" }).trim();
  }

  /** What the server has: the truth that pages are compared with. */
  async snapshot(canvasId: string): Promise<Snapshot> {
    const response = await fetch(`${this.url}/canvas/${canvasId}/snapshot`, {
      headers: { Authorization: `Bearer ${this.token("observer", { role: "viewer" })}` },
    });
    return (await response.json()) as Snapshot;
  }

  /** Commits ops without a browser. */
  async edit(
    canvasId: string,
    baseRev: number,
    ops: readonly ClientOp[],
    token = this.token("robot"),
    intent?: Intent,
  ): Promise<void> {
    const response = await fetch(`${this.url}/canvas/${canvasId}/commands`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ base_rev: baseRev, ops, intent, on_mismatch: "rebase" }),
    });
    if (response.status !== 200) throw new Error(await response.text());
  }
}

/** The server's executable finds the runtime beside the `dotnet` on the path. */
function environment(): NodeJS.ProcessEnv {
  if (process.env.DOTNET_ROOT) return process.env;
  const folders = (process.env.PATH ?? "").split(":");
  const dotnet = folders.map((folder) => join(folder, "dotnet")).find((path) => existsSync(path));
  return dotnet ? { ...process.env, DOTNET_ROOT: dirname(realpathSync(dotnet)) } : process.env;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, "close");
  return port;
}
