import { expect, test } from "vitest";
import { verdictOf } from "../src/answer.js";

const limited = { code: "RATE_LIMITED", message: "Too fast.", retry_after: 2 };

test("GE5 a command beyond the rate is sent again when the header says", () => {
  expect(verdictOf({ status: 429, body: limited, retryAfterMs: 3_000 })).toMatchObject({
    kind: "later",
    afterMs: 3_000,
  });
});

test("GE5 on a socket the body says when", () => {
  expect(verdictOf({ status: 429, body: limited })).toMatchObject({ kind: "later", afterMs: 2_000 });
});

test("GE5 a 429 that a proxy wrote is sent again too", () => {
  expect(verdictOf({ status: 429, body: "slow down" })).toMatchObject({ kind: "later", afterMs: 0 });
});
