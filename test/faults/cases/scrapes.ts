/** Targets that misbehave beside others that do not. */
import { PrometheusApi } from "../../programs/prometheusApi";
import type { Variant } from "../variant";
import type { FaultCase } from "../faultCase";
import { LARGE, largeTarget } from "../parts/largeTarget";
import { CONTENT_TYPE } from "../parts/targets";

const RUN_SECONDS = 25;
/** Above the sample limit of the profile `default`. */
const GIANT_SERIES = 60_000;
const SLOW_MILLISECONDS = 3000;

const giantBody = Array.from({ length: GIANT_SERIES }, (_, index) => `fault_giant{number="${index}"} 1\n`).join("");
const halfBody = Array.from({ length: 100 }, (_, index) => `fault_half{number="${index}"} 1\n`).join("");

/** Ours stores none of the metric. */
function noneStored(metric: string): NonNullable<FaultCase["check"]> {
  return async ({ name, store }: Variant) => {
    const [count] = await new PrometheusApi(store.url).query(`count(last_over_time(${metric}[1h]))`);
    if (name !== "chart" && count) throw new Error(`${count.value} series of ${metric} are stored`);
    return `${count?.value ?? 0} series of it stored`;
  };
}

const LARGE_SERIES = 5000;
/** Requests, and megabytes, that each scrape of the large target may be in. */
const LARGEST_REQUESTS = 10;
const LARGEST_MEGABYTES = 10;

/** That all of the large target is stored, and in how many requests and bytes. */
async function largeStored(variant: Variant): Promise<string> {
  const { name, store, targets, proxy } = variant;
  const scrapes = targets.find((target) => target.name === "large")?.answered.length ?? 0;
  const [stored] = await new PrometheusApi(store.url).query(`sum(count_over_time(${LARGE}[1h]))`);
  const lost = scrapes * LARGE_SERIES - (stored?.value ?? 0);
  const megabytes = proxy.requests.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6 / scrapes;
  const requests = proxy.requests.filter(({ bytes }) => bytes > SMALL_REQUEST_BYTES).length / scrapes;
  const figures = `${lost} large ones lost; ${requests.toFixed(1)} large requests, ${megabytes.toFixed(1)} MB a scrape of them`;
  if (name !== "chart" && (lost > 0 || requests > LARGEST_REQUESTS || megabytes > LARGEST_MEGABYTES))
    throw new Error(figures);
  return figures;
}

/** Below it, a request has none of the large target's series. */
const SMALL_REQUEST_BYTES = 100_000;

const OTHERS = "The others lose nothing, and nothing of it is stored.";

export const SCRAPES_THAT_FAIL: readonly FaultCase[] = [
  {
    name: "a giant target",
    promise: OTHERS,
    extraTargets: [
      {
        name: "giant",
        intervalSeconds: 10,
        answer: (response) => response.writeHead(200, CONTENT_TYPE).end(giantBody),
      },
    ],
    run: (running) => running.wait(RUN_SECONDS),
    check: noneStored("fault_giant"),
  },
  {
    name: "a slow target",
    promise: OTHERS,
    extraTargets: [
      {
        name: "slow",
        answer: (response) => {
          setTimeout(() => response.writeHead(200, CONTENT_TYPE).end("fault_slow 1\n"), SLOW_MILLISECONDS);
        },
      },
    ],
    run: (running) => running.wait(RUN_SECONDS),
    check: noneStored("fault_slow"),
  },
  {
    name: "half a body",
    promise: OTHERS,
    extraTargets: [
      {
        name: "half",
        answer: (response) => {
          response.writeHead(200, { ...CONTENT_TYPE, "content-length": halfBody.length });
          response.write(halfBody.slice(0, halfBody.length / 2), () => response.destroy());
        },
      },
    ],
    run: (running) => running.wait(RUN_SECONDS),
    check: noneStored("fault_half"),
  },
  {
    name: "5,000 series with labels of 1,000 bytes",
    promise: "Nothing of it or of the others is lost, and it takes few requests.",
    extraTargets: [largeTarget(LARGE_SERIES, 5)],
    run: (running) => running.wait(RUN_SECONDS),
    check: largeStored,
  },
];
