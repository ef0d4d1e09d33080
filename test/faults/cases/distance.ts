/** A store that is far away: what it takes for each answer limits the rate of an exporter that waits for it. */
import { eventually } from "../../programs/processes";
import { PrometheusApi } from "../../programs/prometheusApi";
import type { FaultCase } from "../faultCase";
import { CONTENT_TYPE } from "../parts/targets";
import type { RunningCase } from "../runningCase";
import type { Variant } from "../variant";

const FAR_AWAY = { kind: "latency", milliseconds: 200 } as const;
const RUN_SECONDS = 40;
/** Seconds by which what is stored may be behind at the end: scrapes, five seconds of gathering, and the answers. */
const KEPT_UP_SECONDS = 12;

const HISTOGRAMS = 1000;
const BUCKETS = Array.from({ length: 14 }, (_, index) => String((index + 1) / 10));

/** Histograms, each of 17 samples, whose counts are the number of the scrape. */
function histograms(sequence: number): string {
  const lines = ["# TYPE fault_seconds histogram"];
  for (let number = 0; number < HISTOGRAMS; number += 1) {
    for (const le of [...BUCKETS, "+Inf"])
      lines.push(`fault_seconds_bucket{number="${number}",le="${le}"} ${sequence}`);
    lines.push(
      `fault_seconds_sum{number="${number}"} ${sequence}`,
      `fault_seconds_count{number="${number}"} ${sequence}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

/** Seconds by which each variant was behind at the end of the fault. */
const behind = new WeakMap<Variant, number>();

async function noteDelay(variant: Variant): Promise<void> {
  const newest = `time() - max(timestamp(fault_scrapes_total))`;
  const [delay] = await new PrometheusApi(variant.store.url).query(newest);
  behind.set(variant, delay?.value ?? Infinity);
}

async function runFarAway(running: RunningCase): Promise<void> {
  await running.during(
    RUN_SECONDS,
    ({ proxy }) => proxy.set(FAR_AWAY),
    async (variant) => {
      await noteDelay(variant);
      await variant.proxy.set({ kind: "pass" });
    },
  );
}

function keptUp(variant: Variant): string {
  const delay = behind.get(variant) ?? Infinity;
  if (variant.name !== "chart" && delay > KEPT_UP_SECONDS) throw new Error(`${delay.toFixed(1)} s behind at the end`);
  return `${delay.toFixed(1)} s behind at the end`;
}

/** Seconds after the last counter within which the last histograms are stored, which may be in a request of their own. */
const LAST_REQUEST_SECONDS = 10;

async function lostHistograms({ store, targets }: Variant): Promise<{ scraped: number; lost: number }> {
  const scraped = HISTOGRAMS * (targets.find((target) => target.name === "histograms")?.answered.length ?? 0);
  const expression = `sum(count_over_time(fault_seconds_count[1h]))`;
  const [stored] = await new PrometheusApi(store.url).query(expression);
  return { scraped, lost: scraped - (stored?.value ?? 0) };
}

/** That every histogram of every scrape is stored. */
async function histogramsStored(variant: Variant): Promise<string> {
  const isPromised = variant.name !== "chart";
  const { scraped, lost } = await eventually("histograms", LAST_REQUEST_SECONDS, async () => {
    const counted = await lostHistograms(variant);
    if (isPromised && counted.lost > 0) throw new Error(`${counted.lost} histograms are lost`);
    return counted;
  });
  return `${keptUp(variant)}; ${lost} of ${scraped} histograms lost`;
}

const PROMISE = "Nothing is lost, and what is stored is a few seconds behind.";

/** One namespace has all the series of the node, of which it may have half by default. */
const WHOLE_NODE = { profile: "high", samplesPerSecond: 20_000, seriesPerNamespace: 50_000 } as const;

export const DISTANCE: readonly FaultCase[] = [
  {
    name: "a store 200 ms away, 20,000 samples/s",
    promise: PROMISE,
    settings: WHOLE_NODE,
    targets: { count: 4, series: 5000 },
    oneByOne: true,
    run: runFarAway,
    check: keptUp,
  },
  {
    name: "a store 200 ms away, 1,000 histograms/s",
    promise: PROMISE,
    settings: WHOLE_NODE,
    extraTargets: [
      {
        name: "histograms",
        answer: (response, sequence) => response.writeHead(200, CONTENT_TYPE).end(histograms(sequence)),
      },
    ],
    oneByOne: true,
    run: runFarAway,
    check: histogramsStored,
  },
];
