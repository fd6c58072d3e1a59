import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { stateHash } from "../src/canonical.js";
import {
  type PlayerClock,
  type PlayerEvents,
  RangedReplay,
  type ReplayFile,
  ReplayPlayer,
  type ReplaySource,
  replayInMemory,
  type StepEntry,
} from "../src/player.js";
import { EaselError } from "../src/problem.js";

interface Vector {
  readonly name: string;
  readonly file: string;
  readonly entries: number;
  readonly states: readonly { entry: number; rev: number; t: number; state_hash: string }[];
}

function bytesOf(file: string): Buffer {
  return readFileSync(new URL(`../../../conformance/replay/${file}`, import.meta.url));
}

function replay(name: string): ReplayFile {
  return JSON.parse(bytesOf(`${name}.replay.json`).toString());
}

const vectors: Vector[] = JSON.parse(bytesOf("vectors.json").toString());

/** Time passes when the test says so. */
class HandClock implements PlayerClock {
  #now = 0;
  #call: { at: number; call: () => void } | undefined;

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    const mine = { at: this.#now + ms, call };
    this.#call = mine;
    return () => {
      if (this.#call === mine) this.#call = undefined;
    };
  }

  /** Lets time pass, tick by tick, with what is waited for in between. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    while (this.#call && this.#call.at <= until) {
      const { at, call } = this.#call;
      this.#call = undefined;
      this.#now = at;
      call();
      await settled();
    }
    this.#now = until;
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A server that knows ranges, or one that does not. */
function served(bytes: Buffer, asked: string[] = [], knowsRanges = true) {
  return async (_url: string, init: RequestInit) => {
    const range = (init.headers as Record<string, string>).Range!;
    asked.push(range);
    if (!knowsRanges) return new Response(new Uint8Array(bytes));
    const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(range)!;
    const start = from === "" ? Math.max(0, bytes.length - Number(to)) : Number(from);
    const end = from === "" ? bytes.length : Math.min(Number(to) + 1, bytes.length);
    const headers = { "Content-Range": `bytes ${start}-${end - 1}/${bytes.length}` };
    return new Response(new Uint8Array(bytes.subarray(start, end)), { status: 206, headers });
  };
}

function heard<K extends keyof PlayerEvents>(player: ReplayPlayer, type: K): PlayerEvents[K][] {
  const all: PlayerEvents[K][] = [];
  player.on(type, (detail) => all.push(detail));
  return all;
}

describe("AR4 conformance/replay", () => {
  expect(vectors.length).toBeGreaterThanOrEqual(4);
  for (const vector of vectors) {
    test(`${vector.name}: every step leads to its state, in order and by seeking`, async () => {
      const player = await ReplayPlayer.open(replayInMemory(replay(vector.name)));
      const wanted = new Map(vector.states.map((state) => [state.entry, state]));
      const steps = stepsOf(replay(vector.name));
      expect(steps).toHaveLength(vector.entries);
      for (const [at, { rev, t, state_hash }] of wanted) {
        await player.seek({ t });
        // Of steps at the same moment all have happened.
        if (steps.slice(at + 1).every((step) => step.t > t)) expect(stateHash(player.state)).toBe(state_hash);
        await player.seek({ rev });
        expect([player.rev, stateHash(player.state)]).toEqual([rev, state_hash]);
      }
    });
  }

  test("200 places of a session of 2,000 commits, back and forth, are the states at their revisions", async () => {
    const { file, states } = vectors.find((one) => one.name === "session")!;
    const player = await ReplayPlayer.open(await RangedReplay.open("r", { fetch: served(bytesOf(file)) }));
    const reference = await ReplayPlayer.open(replayInMemory(replay("session")));
    let seed = 1;
    for (let i = 0; i < 200; i++) {
      seed = (seed * 48_271) % 0x7fffffff;
      const rev = seed % 2_001;
      await player.seek({ rev });
      expect(player.rev).toBe(rev);
      const known = states.find((state) => state.rev === rev)?.state_hash;
      if (known) expect(stateHash(player.state)).toBe(known);
      await reference.seek({ rev: 0 });
      await reference.seek({ rev });
      expect(stateHash(player.state)).toBe(stateHash(reference.state));
    }
  });
});

describe("AR4 playing", () => {
  test("plays to the end, tells every step and gesture once, and finds the hash that was promised", async () => {
    const clock = new HandClock();
    const player = await ReplayPlayer.open(replayInMemory(replay("full")), { clock, speed: 100 });
    const [states, ended, gestures, times] = [
      heard(player, "state"),
      heard(player, "ended"),
      heard(player, "gesture"),
      heard(player, "time"),
    ];
    await player.play();
    expect(player.isPlaying).toBe(true);
    await clock.pass(player.duration / 100 + 100);
    expect(ended).toEqual([{ state_hash: player.stateHash, exact: true }]);
    expect([player.isPlaying, player.hasEnded, player.time]).toEqual([false, true, player.duration]);
    const steps = stepsOf(replay("full"));
    expect(states.flatMap((state) => state.steps)).toEqual(steps);
    expect(gestures).toEqual(steps.flatMap((step) => step.gestures ?? []).filter((gesture) => gesture.t > 0));
    expect(gestures.length).toBeGreaterThan(100);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    await player.play();
    expect([player.time, player.hasEnded]).toEqual([0, false]);
  });

  test("pauses, changes its speed, and seeks while it plays", async () => {
    const clock = new HandClock();
    const player = await ReplayPlayer.open(replayInMemory(replay("full")), { clock });
    await player.play();
    await clock.pass(990);
    expect(player.time).toBeCloseTo(990, -2);
    player.pause();
    await clock.pass(5_000);
    expect(player.time).toBeCloseTo(990, -2);
    await player.play();
    player.speed = 10;
    await clock.pass(99);
    expect(player.time).toBeCloseTo(1_980, -2);
    await player.seek({ t: 50_000 });
    await clock.pass(99);
    expect(player.time).toBeCloseTo(50_990, -2);
    expect(() => {
      player.speed = 0;
    }).toThrow(RangeError);
  });

  test("pauses in what happened can be passed over", async () => {
    const played = async (skipIdle: boolean) => {
      const clock = new HandClock();
      const player = await ReplayPlayer.open(replayInMemory(replay("full")), { clock, skipIdle });
      const ended = heard(player, "ended");
      await player.play();
      for (let seconds = 0; ; seconds++) {
        if (ended.length > 0) return seconds;
        await clock.pass(1_000);
      }
    };
    const [whole, short] = [await played(false), await played(true)];
    expect(whole).toBeGreaterThan(200);
    expect(short).toBeLessThan(whole * 0.9);
  });

  test("steps from one of its own entries to the next and back", async () => {
    const player = await ReplayPlayer.open(replayInMemory(replay("part")));
    const own = stepsOf(replay("part")).filter((step) => step.own);
    const seen: number[] = [];
    while (await player.step("next", { own: true })) seen.push(player.rev);
    expect(seen).toEqual(own.map((step) => step.rev));
    const back: number[] = [];
    while (await player.step("previous", { own: true })) back.push(player.rev);
    expect(back).toEqual(seen.slice(0, -1).reverse());
  });

  test("steps back to where nothing had happened", async () => {
    const player = await ReplayPlayer.open(replayInMemory(replay("part")));
    const begin = player.rev;
    await player.seek({ t: player.duration });
    while (await player.step("previous")) {}
    expect([player.rev, await player.step("previous")]).toEqual([begin, false]);
    expect(await player.step("next")).toBe(true);
    expect(player.rev).toBeGreaterThan(begin);
  });

  test("AR4 a pause while it goes back to the beginning holds", async () => {
    const clock = new HandClock();
    const whole = replayInMemory(replay("session"));
    let hold: Promise<unknown> | undefined;
    const slow: ReplaySource = {
      ...whole,
      read: async (segment) => {
        await hold;
        return whole.read(segment);
      },
    };
    const player = await ReplayPlayer.open(slow, { clock, speed: 100 });
    const playing = heard(player, "playing");
    await player.seek({ t: player.duration - 1 });
    await player.play();
    await clock.pass(100);
    expect(player.hasEnded).toBe(true);
    let release = () => {};
    hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    const again = player.play();
    expect(player.isPlaying).toBe(true);
    player.pause();
    release();
    await again;
    await clock.pass(5_000);
    expect(player.isPlaying).toBe(false);
    expect(playing).toEqual([true, false, true, false]);
    await player.play();
    await clock.pass(player.duration / 100 + 100);
    expect(player.hasEnded).toBe(true);
  });

  test("AR4 a moment that is no number is refused, one beyond the end is the end", async () => {
    const player = await ReplayPlayer.open(replayInMemory(replay("part")));
    await player.seek({ rev: 60 });
    for (const moment of [{ t: Number.NaN }, { rev: Number.NaN }])
      await expect(player.seek(moment)).rejects.toThrow(RangeError);
    expect(player.rev).toBe(60);
    const [begin, last] = [player.head.from_rev, player.head.to_rev];
    await player.seek({ t: 0 });
    const first = player.rev;
    for (const [moment, rev] of [
      [{ t: Number.POSITIVE_INFINITY }, last],
      [{ t: Number.NEGATIVE_INFINITY }, first],
      [{ rev: Number.POSITIVE_INFINITY }, last],
      [{ rev: Number.NEGATIVE_INFINITY }, begin],
    ] as const) {
      await player.seek(moment);
      expect(player.rev).toBe(rev);
      expect(Number.isFinite(player.time)).toBe(true);
    }
  });

  test("AR4 a seek that another one overtook says nothing of what it could not read", async () => {
    const whole = replayInMemory(replay("session"));
    let fail = () => {};
    const broken: ReplaySource = {
      ...whole,
      read: (segment) =>
        segment === 1
          ? new Promise((_, reject) => {
              fail = () => reject(new EaselError("NETWORK", "cut"));
            })
          : whole.read(segment),
    };
    const player = await ReplayPlayer.open(broken);
    const overtaken = player.seek({ rev: whole.tail.index[1]!.rev + 1 });
    await player.seek({ rev: 3 });
    fail();
    await overtaken;
    expect(player.rev).toBe(3);
  });

  test("a file that does not hold what it promises is noticed at the end", async () => {
    const spoilt = { ...replay("full"), state_hash: "0".repeat(64) };
    const clock = new HandClock();
    const player = await ReplayPlayer.open(replayInMemory(spoilt), { clock, speed: 100 });
    const ended = heard(player, "ended");
    await player.seek({ t: player.duration - 10 });
    await player.play();
    await clock.pass(100);
    expect(ended).toMatchObject([{ exact: false }]);
  });
});

describe("AR4 files behind a URL", () => {
  const bytes = bytesOf("part.replay.json");

  test("a seek fetches one part of the file", async () => {
    const asked: string[] = [];
    const source = await RangedReplay.open("r", { fetch: served(bytesOf("session.replay.json"), asked) });
    const player = await ReplayPlayer.open(source);
    const before = asked.length;
    const { at, length, rev } = source.tail.index.at(-2)!;
    await player.seek({ rev: rev + 1 });
    expect(asked.slice(before)).toEqual([`bytes=${at}-${at + length - 1}`]);
    await player.seek({ rev: rev + 2 });
    expect(asked).toHaveLength(before + 1);
  });

  test("a server without ranges is asked once", async () => {
    const asked: string[] = [];
    const player = await ReplayPlayer.open(await RangedReplay.open("r", { fetch: served(bytes, asked, false) }));
    await player.seek({ t: player.duration });
    expect([asked.length, stateHash(player.state)]).toEqual([1, player.stateHash]);
    expect(player.head).toMatchObject({ canvas_id: "session", from_rev: 40, to_rev: 120, mode: "full" });
  });

  test("a tail that is longer than what was asked for first is read whole", async () => {
    const file = replay("part");
    const long = Buffer.from(
      bytes
        .toString()
        .replace('"marks":[', `"marks":[${'{"t":0,"rev":1,"actor_id":"ann","commits":1},'.repeat(3_000)}`),
    );
    const source = await RangedReplay.open("r", { fetch: served(long) });
    expect(source.tail.marks).toHaveLength(3_000 + file.marks.length);
  });

  test("a large state is packed, and one that cannot be unpacked is said to be so", async () => {
    const file = replay("packed");
    const first = file.keyframes[0]!;
    expect("packed" in first).toBe(true);
    const player = await ReplayPlayer.open(replayInMemory(file));
    await player.seek({ t: player.duration });
    expect(stateHash(player.state)).toBe(file.state_hash);

    const broken = replayInMemory({
      ...file,
      keyframes: [{ t: 0, rev: 1, packed: "H4sIAAAA" }, ...file.keyframes.slice(1)],
    });
    await expect(ReplayPlayer.open(broken)).rejects.toMatchObject({ code: "NOT_UNDERSTOOD" });
  });

  test("what is no replay, or of a newer form, or refused, is an error with a code", async () => {
    const open = (text: string) => RangedReplay.open("r", { fetch: served(Buffer.from(text)) });
    for (const text of ["", "{}", "not json", '{"tail_at":7}', '{"tail_at":99999}', '{"a":1,"tail_at":2}'])
      await expect(open(text)).rejects.toMatchObject({ code: "NOT_UNDERSTOOD" });
    const newer = replayInMemory({ ...replay("part"), v: 2 });
    await expect(ReplayPlayer.open(newer)).rejects.toMatchObject({ code: "NOT_UNDERSTOOD" });
    const refused = async () => Response.json({ code: "FORBIDDEN", message: "no" }, { status: 403 });
    await expect(RangedReplay.open("r", { fetch: refused })).rejects.toMatchObject({ code: "FORBIDDEN", status: 403 });
  });

  test("AR4 opening ends when the server goes silent, and when nobody wants it any more", async () => {
    const silent = (_url: string, { signal }: RequestInit) =>
      new Promise<Response>((_, reject) => {
        signal!.throwIfAborted();
        signal!.addEventListener("abort", () => reject(signal!.reason));
      });
    await expect(RangedReplay.open("r", { fetch: silent, silenceMs: 5 })).rejects.toMatchObject({ code: "TIMEOUT" });
    const left = new AbortController();
    const opening = RangedReplay.open("r", { fetch: silent, signal: left.signal });
    left.abort();
    await expect(opening).rejects.toMatchObject({ code: "CLOSED" });
    const late = RangedReplay.open("r", { fetch: silent, signal: left.signal });
    await expect(late).rejects.toMatchObject({ code: "CLOSED" });
  });

  test("AR4 a body that stalls is no less silent, and one that comes slowly is read", async () => {
    const body =
      (pause: number) =>
      async (_url: string, { signal }: RequestInit) => {
        const pieces = [bytes.subarray(0, 1_000), bytes.subarray(1_000)];
        return new Response(
          new ReadableStream({
            start: (reader) => signal!.addEventListener("abort", () => reader.error(signal!.reason)),
            async pull(reader) {
              await new Promise((resolve) => setTimeout(resolve, pause));
              const piece = pieces.shift();
              if (piece) reader.enqueue(new Uint8Array(piece));
              else reader.close();
            },
          }),
        );
      };
    const slow = await RangedReplay.open("r", { fetch: body(20), silenceMs: 2_000 });
    expect(slow.tail.state_hash).toBe(replay("part").state_hash);
    await expect(RangedReplay.open("r", { fetch: body(2_000), silenceMs: 10 })).rejects.toMatchObject({
      code: "TIMEOUT",
    });
  });

  test("AR4 a body without an end is not read to it", async () => {
    let sent = 0;
    const endless = async () =>
      new Response(
        new ReadableStream({
          pull(reader) {
            sent += 1 << 20;
            reader.enqueue(new Uint8Array(1 << 20));
          },
        }),
      );
    await expect(RangedReplay.open("r", { fetch: endless })).rejects.toMatchObject({ code: "NOT_UNDERSTOOD" });
    expect(sent).toBeLessThan(60 << 20);
  });

  test("a part that cannot be read stops the player, and is asked for again", async () => {
    const source = replayInMemory(replay("session"));
    let fails = true;
    const flaky: ReplaySource = {
      ...source,
      read: (segment) =>
        fails && segment === 1 ? Promise.reject(new EaselError("NETWORK", "cut")) : source.read(segment),
    };
    const clock = new HandClock();
    const player = await ReplayPlayer.open(flaky, { clock, speed: 100 });
    const failed = heard(player, "failed");
    await player.play();
    await clock.pass(player.duration / 100 + 100);
    expect([failed.length, player.isPlaying]).toEqual([1, false]);
    const { rev } = player;
    await expect(player.seek({ rev: source.tail.index[1]!.rev + 1 })).rejects.toMatchObject({ code: "NETWORK" });
    expect(player.rev).toBe(rev);
    fails = false;
    await player.play();
    await clock.pass(player.duration / 100 + 100);
    expect([player.hasEnded, stateHash(player.state)]).toEqual([true, player.stateHash]);
  });

  test("of several seeks at once the last counts", async () => {
    const player = await ReplayPlayer.open(
      await RangedReplay.open("r", { fetch: served(bytesOf("session.replay.json")) }),
    );
    await Promise.all([1_900, 10, 1_234].map((rev) => player.seek({ rev })));
    expect(player.rev).toBe(1_234);
  });
});

function stepsOf(file: ReplayFile): StepEntry[] {
  return file.keyframes.filter((entry): entry is StepEntry => "ops" in entry);
}
