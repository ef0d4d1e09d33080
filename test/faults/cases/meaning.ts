/** Samples that are easily stored under another name, with another value or not at all. */
import { PrometheusApi } from "../../programs/prometheusApi";
import type { FaultCase } from "../faultCase";
import { nanoseconds } from "../parts/otlpSender";
import { CONTENT_TYPE } from "../parts/targets";
import { type RunningCase, seconds } from "../runningCase";
import type { Variant } from "../variant";

const ROUNDS = 15;
const CUMULATIVE = 2;
const DELTA = 1;

/** Sends what `metrics` makes, once a second, from each variant's application. */
async function sendRounds(
  running: RunningCase,
  send: (variant: Variant, from: number, to: number) => Promise<unknown>,
): Promise<void> {
  let from = Date.now() - 1000;
  for (let round = 0; round < ROUNDS; round += 1) {
    const [start, to] = [from, Date.now()];
    await running.each((variant) => send(variant, start, to));
    from = to;
    await seconds(1);
  }
}

function sum(name: string, temporality: number, point: object): object {
  return { name, unit: "1", sum: { aggregationTemporality: temporality, isMonotonic: true, dataPoints: [point] } };
}

/** Requests that two libraries of one application count under one name, in each interval. */
const LIBRARIES = { http: 5, undici: 500 } as const;

const sendDeltas = ({ sender }: Variant, from: number, to: number) =>
  sender.post(
    Object.entries(LIBRARIES).map(([name, value]) => ({
      scope: { name, version: "1.0.0" },
      metrics: [
        sum("fault.requests", DELTA, {
          startTimeUnixNano: nanoseconds(from),
          timeUnixNano: nanoseconds(to),
          asInt: String(value),
        }),
      ],
    })),
  );

/** That each library has its own counter, with the sum of what it sent. */
async function summed({ name, store }: Variant): Promise<string> {
  const series = await new PrometheusApi(store.url).query("last_over_time(fault_requests_total[1h])");
  const found = series.map(({ labels, value }) => `${labels["otel_scope_name"] ?? "no scope"} ${value}`).sort();
  const wanted = Object.entries(LIBRARIES).map(([library, value]) => `${library} ${value * ROUNDS}`);
  const figure = found.join(", ") || "nothing is stored";
  if (name !== "chart" && figure !== wanted.join(", "))
    throw new Error(`${figure} in the place of ${wanted.join(", ")}`);
  return figure;
}

const EXEMPLAR_AGE = 80 * 60_000;

/** A counter with an exemplar of now and one that its application has kept for long, beside numbered samples. */
async function sendOldExemplar({ sender }: Variant, from: number, to: number): Promise<void> {
  const exemplars = [to, to - EXEMPLAR_AGE].map((at) => ({
    timeUnixNano: nanoseconds(at),
    asDouble: 1,
    traceId: "0af7651916cd43dd8448eb211c80319c",
  }));
  const point = { startTimeUnixNano: nanoseconds(from), timeUnixNano: nanoseconds(to), asDouble: 1, exemplars };
  await sender.post([{ metrics: [sum("fault.exemplary", CUMULATIVE, point)] }]);
  await sender.send([{ series: "beside", value: to, at: to }]);
}

/** Names as Envoy and others expose them, which a translation would change or make one. */
const ENVOY = (sequence: number) => `# TYPE envoy_cluster_upstream_rq counter
envoy_cluster_upstream_rq{envoy_response_code="200"} ${sequence}
# TYPE envoy_cluster_upstream_rq_total counter
envoy_cluster_upstream_rq_total ${sequence}
# TYPE foo__bar gauge
foo__bar{_private="a",my__label="b"} ${sequence}
# TYPE fault_wait_seconds histogram
fault_wait_seconds_bucket{le="1.0"} ${sequence}
fault_wait_seconds_bucket{le="+Inf"} ${sequence}
fault_wait_seconds_sum ${sequence}
fault_wait_seconds_count ${sequence}
`;
const NAMED = [
  `envoy_cluster_upstream_rq{envoy_response_code="200",k8s_namespace_name="applications",job="counter"}`,
  `envoy_cluster_upstream_rq_total{envoy_response_code="",k8s_namespace_name="applications",job="counter"}`,
  `foo__bar{_private="a",my__label="b"}`,
  `fault_wait_seconds_bucket{le="1.0"}`,
];

/** What is not stored as it was exposed. */
async function keptNames({ name, store }: Variant): Promise<string> {
  const api = new PrometheusApi(store.url);
  const changed: string[] = [];
  for (const selector of NAMED)
    if ((await api.query(`last_over_time(${selector}[1h])`)).length !== 1) changed.push(selector);
  const figure =
    changed.length === 0 ? "as exposed" : `not as exposed: ${changed.join(", ").replaceAll(/[\\`|]/g, "")}`;
  const allowed = name === "contrib" ? [NAMED.at(-1)] : [];
  if (name !== "chart" && changed.some((selector) => !allowed.includes(selector))) throw new Error(figure);
  return figure;
}

export const MEANING: readonly FaultCase[] = [
  {
    name: "delta counters of two libraries with one name, over OTLP",
    fast: true,
    promise: "Each has its own series, whose value is the sum.",
    run: (running) => sendRounds(running, sendDeltas),
    check: summed,
  },
  {
    name: "an exemplar of 80 minutes ago, over OTLP",
    promise: "It costs no sample, and no alert says that it does.",
    settings: { exemplars: true },
    exceptions: {
      contrib: { reason: "its request is stored, but counted as lost", mayRaiseLossAlerts: true },
    },
    run: (running) => sendRounds(running, sendOldExemplar),
  },
  {
    name: "names as Envoy has them",
    fast: true,
    promise: "Names and labels are stored as they were exposed.",
    exceptions: { contrib: { reason: "a bucket's bound is written anew" } },
    extraTargets: [
      { name: "envoy", answer: (response, sequence) => response.writeHead(200, CONTENT_TYPE).end(ENVOY(sequence)) },
    ],
    run: (running) => running.wait(ROUNDS),
    check: keptNames,
  },
];
