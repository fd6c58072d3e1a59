import { describe, expect, test } from "vitest";
import { RandomEdits } from "../fuzz/random-edits.js";
import { canonical, stateHash } from "../src/canonical.js";
import { Canvas } from "../src/canvas.js";
import { OptimisticCanvas } from "../src/document.js";
import type { Op } from "../src/op.js";
import { type MissedOps, type Rebased, rebase } from "../src/rebase.js";
import type { CommandAnswer, Problem } from "../src/wire/commands.js";
import { DummyServer, plain } from "./dummy-server.js";
import { readCommitted } from "./read-committed.js";

const SEEDS = Number(process.env.EASEL_FUZZ_SEEDS ?? 200);
const STEPS = 120;

type Rebase = typeof rebase;
const counts = {
  commits: 0,
  dropped: 0,
  nothing: 0,
  replays: 0,
  resets: 0,
  offline: 0,
  reopened: 0,
  merged: 0,
  undone: 0,
};

/** A client whose network loses answers, and whose program ends now and then. */
class Client {
  #made = 0;
  isOffline = false;
  document: OptimisticCanvas;
  readonly edits: RandomEdits;

  constructor(
    private readonly name: string,
    seed: number,
    private readonly server: DummyServer,
    private readonly rebaseOver: Rebase,
  ) {
    this.edits = new RandomEdits(seed, name);
    this.document = new OptimisticCanvas(Canvas.empty, 0, server.epoch, { actor_id: name }, rebaseOver);
  }

  edit(): void {
    const { view } = this.document;
    const isTyping = this.edits.next(3) === 0;
    const ops = isTyping ? this.edits.typing(view) : this.edits.batch(view, 1 + this.edits.next(3));
    for (const batch of isTyping ? ops.map((op) => [op]) : [ops]) {
      const key = `${this.name}-k${this.#made++}`;
      const result = this.document.edit(batch, key, isTyping ? { merge: "typing" } : {});
      if (!result.accepted) throw new Error(`refused: ${result.reason}`);
      if (result.key !== key) counts.merged++;
    }
  }

  /** Takes commits from the log, up to some. */
  pull(upTo = Number.POSITIVE_INFINITY): void {
    if (this.document.epoch !== this.server.epoch || this.document.rev > this.server.head) this.resync();
    for (const line of this.server.lines.slice(this.document.rev)) {
      if (line.rev > upTo) return;
      const mine = this.document.pending[0];
      const result = this.document.commit(plain(line));
      if (result.kind !== "taken") throw new Error(`${this.name}: ${JSON.stringify(result)}`);
      if (result.isMine && mine) {
        const same = canonical(mine.ops.map(({ op }) => op)) === canonical(readCommitted(line.ops));
        if (!same) throw new Error(`${this.name} and the server differ`);
      }
      for (const { ops } of result.dropped) counts.dropped += ops.length;
    }
  }

  /** As a session does after a reset of its stream. */
  resync(): void {
    const key = this.document.pending[0]?.sent?.correlation_id;
    const earlier = key === undefined ? undefined : this.server.answerTo(key);
    const settled = earlier?.status === 200 ? key : undefined;
    this.document.reset(this.server.state, this.server.head, this.server.epoch, settled);
    counts.resets++;
  }

  send(losesAnswer: boolean): void {
    if (this.document.epoch !== this.server.epoch) this.pull();
    const command = this.document.take();
    if (!command) {
      this.pull();
      return;
    }
    const { status, body } = this.server.command(plain(command));
    if (losesAnswer) return;
    const key = command.correlation_id!;
    if (status === 200) {
      counts.commits++;
      if ((body as CommandAnswer).replayed) counts.replays++;
      this.document.committed(key, (body as CommandAnswer).rev);
      return;
    }
    const answer = body as Problem & { head_rev: number };
    if (answer.code === "NOTHING_LEFT") {
      counts.nothing++;
      this.document.release(key, answer.head_rev);
      this.pull();
      if (this.document.pending[0]?.key === key) throw new Error(`${this.name}: the server has nothing left of it`);
    } else if (answer.code === "REV_MISMATCH") {
      this.document.release(key, answer.head_rev);
      this.pull();
    } else if (answer.code === "IDEMPOTENCY_KEY_REUSED") {
      this.document.committed(key, answer.original_rev!);
    } else throw new Error(`${this.name} met ${JSON.stringify(answer)}`);
  }

  /** The program ends, and another goes on with what was kept. */
  reopen(): void {
    const kept = plain(this.document.save());
    if (kept.epoch !== this.server.epoch || kept.rev > this.server.head) return;
    const base = this.server.states[kept.rev]!;
    const author = { actor_id: this.name };
    const { opened, dropped } = OptimisticCanvas.reopen(base, kept.rev, kept.epoch, kept, author, this.rebaseOver);
    if (dropped.length > 0 || stateHash(opened.view) !== stateHash(this.document.view))
      throw new Error("reopened as another");
    this.document = opened;
    counts.reopened++;
  }
}

function run(seed: number, rebaseOver: Rebase, withBackups = true): void {
  const dice = new RandomEdits(seed);
  const server = new DummyServer();
  const clients = Array.from(
    { length: 2 + dice.next(3) },
    (_, n) => new Client(`s${seed}c${n}`, seed * 10 + n, server, rebaseOver),
  );
  for (let step = 0; step < STEPS; step++) {
    const client = dice.pick(clients);
    if (dice.next(25) === 0) {
      client.isOffline = !client.isOffline;
      counts.offline++;
    }
    const choice = dice.next(10);
    if (choice < 4) client.edit();
    else if (choice === 4 && dice.next(5) === 0) client.reopen();
    else if (client.isOffline) continue;
    else if (choice < 6) client.pull(client.document.rev + dice.next(4));
    else client.send(dice.next(5) === 0);
    if (dice.next(50) === 0 && server.undo({ actor_id: `s${seed}c0` }).status === 200) counts.undone++;
    if (dice.next(80) === 0)
      server.commit([{ kind: "reset", state: server.states[dice.next(server.head + 1)]!.toJSON() }]);
    if (withBackups && dice.next(150) === 0) server.restoreBackup(dice.next(server.head + 1), `e${step}-${seed}`);
  }
  for (let round = 0; clients.some((one) => one.document.pending.length > 0); round++) {
    if (round > 1_000) throw new Error("the clients do not come to an end");
    for (const client of clients) {
      client.send(false);
      client.pull();
    }
  }
  for (const client of clients) {
    client.pull();
    expect([client.document.rev, stateHash(client.document.view)], `seed ${seed}`).toEqual([server.head, server.hash]);
    expect(client.document.view).toBe(client.document.confirmed);
  }
}

describe("T8 convergence", () => {
  test(`all clients and the server end in the same canvas, ${SEEDS} seeds`, () => {
    for (let seed = 0; seed < SEEDS; seed++) {
      try {
        run(seed, rebase);
      } catch (failure) {
        throw new Error(`seed ${seed}`, { cause: failure });
      }
    }
    for (const [what, count] of Object.entries(counts)) expect(count, what).toBeGreaterThan(SEEDS / 10);
  });

  const wrong: Record<string, Rebase> = {
    "rebases nothing": (ops) => asSent(ops),
    "keeps what was to be dropped": (ops, missed) => {
      const right = rebase(ops, missed);
      return right.dropped.length === 0 ? right : asSent(ops);
    },
    "forgets the second piece of a split op": (ops, missed) => {
      const right = rebase(ops, missed);
      return { ...right, ops: right.ops.filter((one, at) => right.ops[at - 1]?.op_index !== one.op_index) };
    },
    "does not carry the committed ops over the first pending one": (ops, missed) => eachAlone(ops, missed),
  };
  for (const [fault, rebaseOver] of Object.entries(wrong)) {
    test(`control: a client that ${fault} is noticed`, () => {
      let noticed = 0;
      for (let seed = 0; seed < SEEDS && noticed === 0; seed++) {
        try {
          run(seed, rebaseOver, false);
        } catch {
          noticed++;
        }
      }
      expect(noticed).toBeGreaterThan(0);
    });
  }
});

function asSent(ops: readonly Op[]): Rebased {
  return { ops: ops.map((op, op_index) => ({ op_index, op })), dropped: [] };
}

function eachAlone(ops: readonly Op[], missed: readonly MissedOps[]): Rebased {
  return {
    ops: ops.flatMap((op, op_index) => rebase([op], missed).ops.map((one) => ({ ...one, op_index }))),
    dropped: [],
  };
}
