import assert from "node:assert/strict";
import {
  accountOf,
  type AgentProcess,
  type Gap,
  type Period,
  requestsOf,
  samplesOf,
  stretchesOf,
} from "../../../tools/certificate/numbers";

const PERIOD: Period = { from: 1000, to: 2000, intervalSeconds: 10 };

/** A process with samples at these times, by their numbers. */
function process(
  samples: readonly (readonly [seconds: number, number: number])[],
  more: Partial<AgentProcess> = {},
): AgentProcess {
  return { ...stretchesOf(samples, PERIOD), ...more };
}

/** Samples of an agent that takes one each interval. */
const numbered = (from: number, first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => [from + index * 10, first + index] as const);

const described = ({ cause, from, to, samples }: Gap) => `${cause} ${samples} ${from}-${to}`;

function gapsOf(...processes: readonly AgentProcess[]): string[] {
  return accountOf("node", processes, PERIOD).gaps.map(described);
}

describe("the arithmetic of a certificate", () => {
  it("finds nothing where every number is stored up to now", () => {
    const account = accountOf("node", [process(numbered(1005, 41, 140), { before: 40, start: 600 })], PERIOD);
    assert.deepEqual(account, { node: "node", accepted: 100, stored: 100, gaps: [] });
  });

  it("counts a number that is missing between its neighbours as accepted and lost", () => {
    const samples = numbered(1005, 41, 140).filter(([, number]) => number < 60 || number > 62);
    const account = accountOf("node", [process(samples, { before: 40, start: 600 })], PERIOD);
    assert.deepEqual([account.accepted, account.stored], [100, 97]);
    assert.deepEqual(account.gaps.map(described), ["lost 3 1185-1225"]);
  });

  it("takes a time without a sample and without a missing number for one that was not taken", () => {
    assert.deepEqual(gapsOf(process([...numbered(1005, 41, 50), ...numbered(1195, 51, 131)], { before: 40 })), [
      "not taken 9 1095-1195",
    ]);
  });

  it("counts the numbers before the first that is stored of a process, and none of one that is older", () => {
    assert.deepEqual(gapsOf(process(numbered(1040, 4, 99), { start: 1010 })), ["lost 3 1010-1040"]);
    assert.deepEqual(gapsOf(process(numbered(1005, 504, 603), { start: 500 })), []);
    assert.deepEqual(gapsOf(process(numbered(1005, 504, 603), { start: 500, before: 501 })), ["lost 2 1000-1005"]);
  });

  it("knows by its end what a process that was killed had accepted", () => {
    const next = process(numbered(1500, 1, 50), { start: 1500 });
    assert.deepEqual(gapsOf(process(numbered(1005, 41, 60), { before: 40, start: 600, end: 65 }), next), [
      "lost 5 1195-1245",
      "not taken 25 1245-1500",
    ]);
    assert.deepEqual(gapsOf(process(numbered(1005, 41, 90), { before: 40, start: 600, end: 90 }), next), []);
  });

  it("counts everything of a process of which nothing is stored but its end", () => {
    const account = accountOf(
      "node",
      [process([], { start: 1010, end: 7 }), process(numbered(1100, 1, 90), { start: 1100 })],
      PERIOD,
    );
    assert.deepEqual([account.accepted, account.stored, samplesOf([account], "lost")], [97, 90, 7]);
  });

  it("says how much may be lost where nobody knows where a process ended", () => {
    const next = process(numbered(1500, 1, 50), { start: 1500 });
    assert.deepEqual(gapsOf(process(numbered(1005, 41, 60), { before: 40, start: 600 }), next), [
      "perhaps lost 30 1195-1500",
    ]);
    assert.deepEqual(gapsOf(process(numbered(1005, 41, 90), { before: 40, start: 600 }), next), []);
  });

  it("tells what waits, or is gone, from an agent that was stopped", () => {
    assert.deepEqual(gapsOf(process(numbered(1005, 41, 60), { before: 40 })), ["waiting 80 1195-2000"]);
    assert.deepEqual(gapsOf(process(numbered(1005, 41, 60), { before: 40, end: 60 })), ["stopped 80 1195-2000"]);
    assert.deepEqual(gapsOf(process([], { before: 40 })), ["waiting 99 1000-2000"]);
  });

  it("counts a number that is stored twice", () => {
    const samples = [...numbered(1005, 41, 140)].flatMap(([at, number]) =>
      number === 70
        ? ([
            [at, number],
            [at + 4, number],
          ] as const)
        : [[at, number] as const],
    );
    const account = accountOf("node", [process(samples, { before: 40 })], PERIOD);
    assert.equal(samplesOf([account], "twice"), 1);
    assert.deepEqual([account.accepted, account.stored], [100, 100]);
  });

  it("does not guess where samples have no numbers", () => {
    const stretches = [
      { from: 1005, to: 1395 },
      { from: 1605, to: 1995 },
    ];
    const account = accountOf("node", [{ stretches, twice: 0 }], PERIOD);
    assert.deepEqual(account.gaps.map(described), ["perhaps lost 20 1395-1605"]);
    assert.equal(account.stored, 80);
  });
});

describe("the arithmetic of requests", () => {
  const described = (...shards: readonly AgentProcess[]) => {
    const { accepted, stored, gaps } = requestsOf(shards, PERIOD);
    return [
      `${stored} of ${accepted}`,
      ...gaps.map(({ cause, from, to, requests }) => `${cause} ${requests} ${from}-${to}`),
    ];
  };

  it("counts those of every shard, and takes a shard that rests for no gap", () => {
    const first = process(numbered(1005, 1, 60), { start: 1005 });
    const second = process([...numbered(1100, 1, 3), ...numbered(1700, 4, 6)], { start: 1005 });
    assert.deepEqual(described(first, second), ["66 of 66"]);
  });

  it("finds a single request that is lost with its process, although the canary was in none of its shard", () => {
    const killed = process(numbered(1005, 1, 10), { start: 1005, end: 11 });
    const next = process(numbered(1300, 1, 20), { start: 1300 });
    assert.deepEqual(described(killed, next), ["30 of 31", "lost 1 1095-1105"]);
  });

  it("finds what only the end tells of a shard, between the shards of before and the next process", () => {
    const shards = [
      process(numbered(1015, 1, 20), { start: 1011, end: 20 }),
      process([], { start: 1011, end: 2 }),
      process(numbered(1305, 1, 5), { start: 1301 }),
    ];
    assert.deepEqual(described(...shards), ["25 of 27", "lost 2 1011-1031"]);
  });

  it("finds what is missing between others, and what is stored twice", () => {
    const gone = numbered(1005, 1, 20).filter(([, number]) => number !== 7);
    assert.deepEqual(described(process([...gone, [1300, 20]], { start: 1005 })), [
      "19 of 20",
      "twice 1 1005-1195",
      "lost 1 1055-1075",
    ]);
  });

  it("waits for what is on its way", () => {
    assert.deepEqual(described(process(numbered(1005, 1, 20), { start: 1005 })), ["20 of 20"]);
  });
});
