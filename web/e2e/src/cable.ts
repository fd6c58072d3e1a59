import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** What lies between a browser and the server. Cutting it breaks all connections at once, as a pulled plug does. */
export class Cable {
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(
    private readonly listener: Server,
    readonly url: string,
  ) {}

  static async to(url: string): Promise<Cable> {
    const { hostname, port } = new URL(url);
    const listener = createServer();
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    const cable = new Cable(listener, `http://127.0.0.1:${(listener.address() as { port: number }).port}`);
    listener.on("connection", (near) => cable.#join(near, () => connect(Number(port), hostname)));
    return cable;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  close(): void {
    this.cut();
    this.listener.close();
  }

  #join(near: Socket, reach: () => Socket): void {
    if (this.#isCut) {
      near.destroy();
      return;
    }
    const far = reach();
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }
}
