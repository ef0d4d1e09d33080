import assert from "node:assert/strict";
import { requestsOf } from "../../../tools/certificate/numbers";
import { readProcesses } from "../../../tools/certificate/read";
import type { Labels, Store } from "../../../tools/live/store";

interface Series {
  readonly name: string;
  readonly labels: Labels;
  readonly points: readonly (readonly [seconds: number, value: number])[];
}

const FUNCTIONS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  count: (values) => values.length,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
};

/** A store of a few series that notes of how many it was asked for the samples. */
class SmallStore implements Pick<Store, "query" | "queryRange" | "samples"> {
  asked = 0;

  constructor(private readonly all: readonly Series[]) {}

  private within(selector: string, seconds: number, at: number) {
    const [, name] = /^(\w+)/.exec(selector) ?? [];
    return this.all
      .filter((series) => series.name === name)
      .map(({ labels, points }) => ({ labels, points: points.filter(([time]) => time > at - seconds && time <= at) }))
      .filter(({ points }) => points.length > 0);
  }

  private over(expression: string, at: number) {
    const [, name = "", selector = "", seconds] = /^(\w+)_over_time\((.*)\[(\d+)s\]\)$/.exec(expression) ?? [];
    return this.within(selector, Number(seconds), at).map(({ labels, points }) => ({
      labels,
      value: FUNCTIONS[name]?.(points.map(([, value]) => value)) ?? NaN,
    }));
  }

  query(expression: string, at: number) {
    return Promise.resolve(this.over(expression, at));
  }

  queryRange(expression: string, from: number, to: number, step: number) {
    const times = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
    const points = times.flatMap((at) =>
      this.over(expression, at).map(({ labels, value }) => ({ labels, points: [[at, value] as const] })),
    );
    return Promise.resolve(points);
  }

  samples(expression: string, at: number) {
    const [, selector = "", seconds] = /^(.*)\[(\d+)s\]$/.exec(expression) ?? [];
    const found = this.within(selector, Number(seconds), at);
    this.asked += found.length;
    return Promise.resolve(found);
  }
}

const PERIOD = { from: 10_000, to: 17_200, intervalSeconds: 15 };
const REQUESTS = {
  ...{ numbers: "request{}", ends: "request_end{}", nodeLabel: "node", startLabel: "start" },
  shardLabel: "shard",
};

/** Requests of a shard, one a second. */
const requests = (start: number, first: number, last: number, shard = "0"): Series => ({
  name: "request",
  labels: { node: "node-1", start: String(start * 1000), shard },
  points: Array.from({ length: last - first + 1 }, (_, index) => [start + first + index, first + index] as const),
});
const endOf = ({ labels }: Series, at: number, number: number): Series => ({
  name: "request_end",
  labels,
  points: [[at, number]],
});

async function gapsOf(...all: readonly Series[]) {
  const store = new SmallStore(all);
  const shards = await readProcesses(store as unknown as Store, REQUESTS, PERIOD);
  return { ...requestsOf(shards.get("node-1") ?? [], PERIOD), asked: store.asked };
}

describe("reading the numbers of requests", () => {
  it("asks for no sample of a process that was there all the time, and has every number", async () => {
    const { accepted, stored, gaps, asked } = await gapsOf(requests(9000, 1, 8190), requests(9000, 1, 300, "1"));
    assert.deepEqual({ accepted, stored, gaps, asked }, { accepted: 7190, stored: 7190, gaps: [], asked: 0 });
  });

  it("knows when a process that was killed lost its last request, although no other number is missing", async () => {
    const killed = requests(9000, 1, 3000);
    const { gaps } = await gapsOf(killed, endOf(killed, 12_010, 3001), requests(12_009, 1, 5000));
    assert.deepEqual(gaps, [{ cause: "lost", from: 12_000, to: 12_009, requests: 1 }]);
  });

  it("knows when a process lost its last request that is the node's last one", async () => {
    const killed = requests(9000, 1, 3000);
    const { gaps } = await gapsOf(killed, endOf(killed, 12_010, 3002));
    assert.deepEqual(gaps, [{ cause: "lost", from: 12_000, to: 12_030, requests: 2 }]);
  });

  it("keeps the shards of a process apart", async () => {
    const { gaps } = await gapsOf(requests(10_100, 1, 7000), {
      ...requests(10_100, 1, 50, "1"),
      points: requests(10_100, 1, 50, "1").points.filter(([, n]) => n !== 20),
    });
    assert.deepEqual(gaps, [{ cause: "lost", from: 10_119, to: 10_121, requests: 1 }]);
  });
});
