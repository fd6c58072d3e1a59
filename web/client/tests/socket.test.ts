import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { Connection } from "../src/connection.js";
import type { EaselError } from "../src/problem.js";
import { CanvasSocket, GESTURE_LENGTH_MAX } from "../src/socket.js";
import type { SocketMessage } from "../src/wire/socket.js";

let server: WebSocketServer;
let peers: WebSocket[];
let heard: string[];
let urls: string[];
let messages: SocketMessage[];
let ended: EaselError[];
let sockets: CanvasSocket[];

beforeEach(async () => {
  [peers, heard, urls, messages, ended, sockets] = [[], [], [], [], [], []];
  server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (peer, request) => {
    peers.push(peer);
    urls.push(request.url ?? "");
    peer.on("message", (data) => heard.push(String(data)));
  });
  await new Promise((resolve) => server.once("listening", resolve));
});

afterEach(() => {
  for (const socket of sockets) socket.close();
  for (const peer of peers) peer.terminate();
  server.close();
});

/** @param tickets what `/auth/ticket` answers. */
function connect(tickets: () => Response = () => Response.json({ ticket: "once" })): CanvasSocket {
  const { port } = server.address() as AddressInfo;
  const connection = new Connection({
    baseUrl: `http://127.0.0.1:${port}`,
    token: "secret",
    tenant: "t_one",
    fetch: async () => tickets(),
  });
  const listener = { message: (m: SocketMessage) => messages.push(m), ended: (e: EaselError) => ended.push(e) };
  const socket = new CanvasSocket(connection, "c", listener, WebSocket as unknown as typeof globalThis.WebSocket);
  sockets.push(socket);
  return socket;
}

async function connected(tickets?: () => Response): Promise<CanvasSocket> {
  const socket = connect(tickets);
  await vi.waitFor(() => expect(socket.isOpen).toBe(true));
  return socket;
}

describe("GS the socket", () => {
  test("TE4 shows a ticket, and its token never", { timeout: 15_000 }, async () => {
    const refusals = [new Response("{}", { status: 503 })];
    const socket = connect(() => refusals.shift() ?? Response.json({ ticket: "once" }));
    await vi.waitFor(() => expect(socket.isOpen).toBe(true), 10_000);
    expect(urls).toEqual(["/msg/ws?canvas_id=c&tenant_id=t_one&ticket=once"]);
  });

  test("GS2 GS3 sends and gets gestures and presence", async () => {
    const socket = await connected();
    expect(socket.gesture({ kind: "caret", payload: { at: 1 } })).toBe(true);
    socket.presence({ status: "online", selection: ["a"] });
    await vi.waitFor(() => expect(heard).toHaveLength(2));
    expect(heard.map((text) => JSON.parse(text))).toEqual([
      { type: "gesture", data: { kind: "caret", payload: { at: 1 } } },
      { type: "presence", data: { status: "online", selection: ["a"] } },
    ]);
    peers[0]!.send('{"type":"gesture","data":{"kind":"drag"}}');
    peers[0]!.send("not for us");
    peers[0]!.send('{"type":"presence_state","data":{"actor_id":"x"}}');
    await vi.waitFor(() => expect(messages.map((message) => message.type)).toEqual(["gesture", "presence_state"]));
  });

  test("GS5 does not send a gesture that would end the socket", async () => {
    const socket = await connected();
    expect(socket.gesture({ kind: "drag", payload: "ß".repeat(GESTURE_LENGTH_MAX / 2) })).toBe(false);
  });

  test("GS4 answers pings as they were asked", async () => {
    await connected();
    peers[0]!.send("ping");
    peers[0]!.send('{"type":"ping"}');
    peers[0]!.send("pong");
    await vi.waitFor(() => expect(heard).toEqual(["pong", '{"type":"pong"}']));
  });

  test("GS8 matches answers to commands, whatever their order", async () => {
    const socket = await connected();
    const answers = [1, 2].map((base_rev) => socket.command({ base_rev, ops: [] }));
    await vi.waitFor(() => expect(heard).toHaveLength(2));
    for (const { id, command } of heard.map((text) => JSON.parse(text)).reverse()) {
      peers[0]!.send(JSON.stringify({ type: "command_result", id, status: 200, body: { rev: command.base_rev } }));
    }
    expect(await Promise.all(answers)).toEqual([
      { status: 200, body: { rev: 1 } },
      { status: 200, body: { rev: 2 } },
    ]);
  });

  test("GE6 of a command without an answer nothing is known", async () => {
    const socket = await connected();
    const answer = socket.command({ base_rev: 0, ops: [] });
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    peers[0]!.terminate();
    await expect(answer).rejects.toMatchObject({ code: "NETWORK" });
  });

  test("GS6 comes back after a restart, and says again who is there", async () => {
    const socket = await connected();
    socket.presence({ status: "idle" });
    peers[0]!.close(1001);
    await vi.waitFor(() => expect(peers).toHaveLength(2), { timeout: 5_000 });
    await vi.waitFor(() => expect(heard.filter((text) => text.includes("idle"))).toHaveLength(2));
  });

  for (const [code, name] of [
    [4003, "FORBIDDEN"],
    [4004, "CANVAS_KILLED"],
  ] as const) {
    test(`GS6 does not come back after ${code}`, async () => {
      await connected();
      peers[0]!.close(code);
      await vi.waitFor(() => expect(ended).toMatchObject([{ code: name }]));
      expect(peers).toHaveLength(1);
    });
  }

  test("does not connect after it was closed", async () => {
    const socket = connect();
    socket.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(peers).toHaveLength(0);
  });
});
