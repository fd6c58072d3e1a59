import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { verdictOf } from "../src/answer.js";
import { stateHash } from "../src/canonical.js";
import { Canvas } from "../src/canvas.js";
import { fold, Misfit } from "../src/reducer.js";
import { SseReader } from "../src/sse.js";
import type { CommitPage, Snapshot } from "../src/wire/reads.js";
import type { CommitLine } from "../src/wire/stream.js";
import { readCommitted } from "./read-committed.js";

// The golden messages are what the server really says; its own tests compare them word for word.

interface Entry {
  readonly name: string;
  readonly rule: string;
  readonly request: { readonly method: string; readonly path: string; readonly body?: unknown };
  readonly response: { readonly status: number; readonly body?: unknown; readonly frames?: readonly string[] };
}

function entries(file: string): Entry[] {
  return JSON.parse(readFileSync(new URL(`../../../conformance/wire/${file}`, import.meta.url), "utf8"));
}

const asyncApi = parse(readFileSync(new URL("../../../src/Easel.Server/Wire/asyncapi.yaml", import.meta.url), "utf8"));
const ajv = new Ajv2020({ strict: false });
ajv.addSchema(asyncApi, "asyncapi");

/** The schema of a message of the AsyncAPI document. */
function schemaOf(message: string): ValidateFunction {
  const found = ajv.getSchema(`asyncapi#/components/messages/${message}/payload`);
  if (!found) throw new Error(`The AsyncAPI document has no message ${message}.`);
  return found;
}

function expectToFit(message: string, value: unknown): void {
  const fits = schemaOf(message);
  expect(fits(value), `${message}: ${ajv.errorsText(fits.errors)}\n${JSON.stringify(value)}`).toBe(true);
}

const VERDICTS: Readonly<Record<string, string>> = {
  REV_MISMATCH: "stale",
  NOTHING_LEFT: "nothing",
  NOTHING_TO_UNDO: "nothing",
  IDEMPOTENCY_KEY_REUSED: "committed",
};

describe("CM commands.json", () => {
  for (const { rule, name, request, response } of entries("commands.json").filter((e) => e.request.method === "POST")) {
    test(`${rule}: ${name}`, () => {
      const body = response.body as { code?: string };
      const verdict = verdictOf({ status: response.status, body } as Parameters<typeof verdictOf>[0]);
      expect(verdict.kind).toBe(body.code ? (VERDICTS[body.code] ?? "refused") : "committed");
      expect(request.path).toMatch(/^\/canvas\/\w+\/(commands|undo|redo|restore)$/);
    });
  }
});

describe("RD reads.json", () => {
  const of = (name: string) => entries("reads.json").find((entry) => entry.name === name)?.response.body;

  test("RD1: the state has the hash that it says", () => {
    for (const name of ["the state", "the state as it was"]) {
      const snapshot = of(name) as Snapshot;
      expect(stateHash(Canvas.of(snapshot))).toBe(snapshot.state_hash);
    }
  });

  test("RD2: commits fold to the state", () => {
    const [page, snapshot] = [of("commits") as CommitPage, of("the state") as Snapshot];
    let canvas = Canvas.empty;
    for (const commit of page.commits) {
      expectToFit("op_committed", commit);
      const after = fold(canvas, readCommitted(commit.ops));
      if (after instanceof Misfit) throw new Error(after.reason);
      canvas = after;
    }
    expect(stateHash(canvas)).toBe(snapshot.state_hash);
  });
});

describe("ST stream.json, audits.json, maps.json", () => {
  const watched = ["stream.json", "audits.json", "maps.json"]
    .flatMap(entries)
    .filter(({ response }) => response.frames);
  for (const { rule, name, response } of watched) {
    test(`${rule}: ${name}`, () => {
      const reader = new SseReader();
      const events = reader.push(new TextEncoder().encode((response.frames ?? []).join("")));
      expect(reader.retryMs).toBe(2_000);
      expect(events.length).toBe((response.frames ?? []).length - 1);
      for (const { event, data } of events) {
        const said = JSON.parse(data) as CommitLine;
        expect(said.type).toBe(event);
        if (event !== "artifact_written") expectToFit(event, said);
      }
    });
  }
});

describe("ST8 dialect.json", () => {
  for (const { rule, name, response } of entries("dialect.json").filter((entry) => entry.response.frames)) {
    test(`${rule}: ${name}`, () => {
      const frames = response.frames ?? [];
      const events = new SseReader().push(new TextEncoder().encode(frames.join("")));
      expect(events.length).toBe(frames.length - 1);
      for (const { event, data } of events) {
        expect(event).toBe(name.includes("EventSource") ? "message" : "op_committed");
        expectToFit("op_committed_in_dialect", JSON.parse(data));
      }
    });
  }
});

describe("GS socket.json", () => {
  const said = JSON.parse(
    readFileSync(new URL("../../../conformance/wire/socket.json", import.meta.url), "utf8"),
  ) as readonly { name: string; rule: string; said?: string; heard: string }[];
  const requests: Readonly<Record<string, string>> = {
    gesture: "send_gesture",
    SPATIAL_UPDATE: "send_gesture",
    presence: "send_presence",
    command: "command",
    ping: "heartbeat",
  };
  const messages: Readonly<Record<string, string>> = { SPATIAL_UPDATE: "gesture", pong: "heartbeat" };

  for (const { name, rule, said: request, heard } of said) {
    test(`${rule}: ${name}`, () => {
      if (request?.startsWith("{") && !name.includes("without ops")) {
        const { type } = JSON.parse(request) as { type: string };
        expectToFit(requests[type] ?? type, JSON.parse(request));
      }
      if (!heard.startsWith("{")) expect(heard).toBe("pong");
      else {
        const { type } = JSON.parse(heard) as { type: string };
        expectToFit(messages[type] ?? type, JSON.parse(heard));
      }
    });
  }
});

test("the schemas refuse what is not the contract", () => {
  const said = (file: string, name: string) => {
    const frames = entries(file).find((entry) => entry.name === name)?.response.frames;
    return JSON.parse((frames?.[1] ?? "").replace(/^.*data: /s, "")) as Record<string, unknown>;
  };
  const refuses = (message: string, broken: unknown) =>
    expect(schemaOf(message)(JSON.parse(JSON.stringify(broken)))).toBe(false);
  const commit = said("stream.json", "commits as they happen");
  expectToFit("op_committed", commit);
  refuses("op_committed", { ...commit, rev: "2" });
  refuses("op_committed", { ...commit, ops: [{ kind: "explode" }] });
  refuses("op_committed", { ...commit, extra: 1 });
  refuses("op_committed", { ...commit, subject: undefined });

  const changed = said("maps.json", "what happens to a map");
  expectToFit("state_changed", changed);
  refuses("state_changed", { ...changed, cause: "moved" });
  refuses("state_changed", { ...changed, revision: 0 });
  refuses("state_changed", { ...changed, mapHistory: undefined });
  refuses("state_changed", { ...changed, selectionEffect: { kind: "map-edit/selection/set" } });
  refuses("state_changed", { ...changed, json: {} });
});
