/** Samples that a store does not take, beside others that it does. */
import { type RunningCase, seconds } from "../runningCase";
import type { Variant } from "../variant";
import type { FaultCase } from "../faultCase";
import { type Point, PUSHED } from "../parts/otlpSender";
import { CONTENT_TYPE } from "../parts/targets";
import { PrometheusApi } from "../../programs/prometheusApi";

const HOUR = 3_600_000;
const ROUNDS = 20;
const GOOD_SERIES = 20;
const SKEW = 10 * 60_000;
const SKEWED_ROUNDS = 10;

const goodPoints = (round: number, shift = 0): Point[] =>
  Array.from({ length: GOOD_SERIES }, (_, index) => ({ series: String(index), value: round, at: Date.now() + shift }));

/** Sends once a second, from each variant's application. */
async function sendRounds(
  running: RunningCase,
  rounds: number,
  send: (variant: Variant, round: number) => Promise<unknown>,
): Promise<void> {
  for (let round = 1; round <= rounds; round += 1) {
    await running.each((variant) => send(variant, round));
    await seconds(1);
  }
}

/** Good samples with `poison` beside them in every request. */
function poisoned(
  name: string,
  promise: string,
  poison: (round: number) => Point[],
  more: Partial<FaultCase> = {},
): FaultCase {
  return {
    name,
    promise,
    mayRaiseLossAlerts: true,
    ...more,
    run: (running) => sendRounds(running, ROUNDS, ({ sender }, round) => sender.send(goodPoints(round), poison(round))),
  };
}

const ITSELF_ALONE = "It costs itself and no other sample.";

const tooOld = (round: number): Point[] => [{ series: "poison", value: round, at: Date.now() - 3 * HOUR }];

const COSTS_ITS_REQUEST = {
  contrib: { reason: "it costs its request", mayLose: ({ key }) => key.startsWith(PUSHED) },
} satisfies FaultCase["exceptions"];

/** One series twice, and one beside them whose value is the number of the scrape. */
const twice = (sequence: number) => `fault_twice{a="1"} 1\nfault_beside ${sequence}\nfault_twice{a="1"} 2\n`;

async function neighboursStored({ store, targets }: Variant): Promise<string> {
  const answered = targets.find(({ name }) => name === "twice")?.answered.length ?? 0;
  const samples = await new PrometheusApi(store.url).samples("fault_beside[1h]");
  const stored = samples.reduce((sum, { timestamps }) => sum + timestamps.length, 0);
  // What was answered last may not have been due yet.
  if (stored < answered)
    throw new Error(`of a target with a duplicate, ${stored} of ${answered} neighbours are stored`);
  return `${stored} of ${answered} neighbours in its body`;
}

export const SAMPLES: readonly FaultCase[] = [
  poisoned("a poisoned sample", ITSELF_ALONE, tooOld),
  poisoned("a poisoned sample, remote write 1.0", ITSELF_ALONE, tooOld, {
    fast: true,
    settings: { version1: true },
    exceptions: COSTS_ITS_REQUEST,
  }),
  poisoned("a sample too old of a series that goes on", ITSELF_ALONE, (round) => [
    { series: "0", value: -round, at: Date.now() - 2 * HOUR - round },
  ]),
  poisoned("two values for one time", "One of the two is stored, and every other sample.", (round) => {
    const at = Date.now();
    return [
      { series: "pair", value: round, at },
      { series: "pair", value: -round, at },
    ];
  }),
  {
    name: "a duplicate series in a target's body",
    promise: "One of the two is stored, and every other sample.",
    mayRaiseLossAlerts: true,
    extraTargets: [
      { name: "twice", answer: (response, sequence) => response.writeHead(200, CONTENT_TYPE).end(twice(sequence)) },
    ],
    run: (running) => running.wait(ROUNDS),
    check: neighboursStored,
  },
  ...[SKEW, -SKEW].map((shift): FaultCase => ({
    name: `clock skew of ten minutes ${shift > 0 ? "ahead" : "behind"}`,
    promise: "Nothing is lost, when the clock jumps and when it returns (an application's clock, over OTLP).",
    settings: { outageMinutes: 10 },
    run: async (running) => {
      const jump = (round: number) => (round > SKEWED_ROUNDS && round <= SKEWED_ROUNDS * 2 ? shift : 0);
      await sendRounds(running, SKEWED_ROUNDS * 3, ({ sender }, round) => sender.send(goodPoints(round, jump(round))));
    },
  })),
];
