import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../../tools/files";
import { eventually, type ManagedProcess, startProcess } from "../../programs/processes";
import { findPrograms } from "../../programs/programs";
import { nextAddress } from "../names";
import { TracePath } from "../path";
import { inParallel, sendSpans, traceId, traceSpans } from "../sender";

const PROMETHEUS = `${nextAddress()}:9090`;
const TRACES = 400;
const SPANS = 3;

/** Pods of the service on two nodes. */
const PODS = Array.from({ length: 10 }, (_, number) => ({
  name: `cart-${number}`,
  namespace: "shop",
  agent: number % 2,
}));

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

async function ask<T>(path: string): Promise<T> {
  const answer = (await (await fetch(`http://${PROMETHEUS}/api/v1/${path}`)).json()) as { data: T };
  return answer.data;
}

const query = async (expression: string) =>
  (await ask<{ result: Series[] }>(`query?query=${encodeURIComponent(expression)}`)).result;

async function startPrometheus(): Promise<ManagedProcess> {
  const { prometheus } = await findPrograms(["prometheus"]);
  const folder = temporaryFolder("trace-metrics-");
  writeFileSync(join(folder, "prometheus.yml"), "{}");
  const running = startProcess(
    "prometheus",
    prometheus ?? "",
    [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=${PROMETHEUS}`,
      "--web.enable-remote-write-receiver",
      "--enable-feature=exemplar-storage",
    ],
    { folder },
  );
  await eventually("Prometheus is ready", 60, async () => {
    if (!(await fetch(`http://${PROMETHEUS}/-/ready`)).ok) throw new Error("it is not");
  });
  return running;
}

describe("the metrics of spans", () => {
  let path: TracePath;
  let prometheus: ManagedProcess;
  before(async () => {
    prometheus = await startPrometheus();
    path = await TracePath.start({
      tracing: { sampling: { kind: "probabilistic", percent: 10 } },
      gateways: 2,
      pods: PODS,
      remoteWrite: { url: `http://${PROMETHEUS}/api/v1/write` },
    });
    const numbers = Array.from({ length: TRACES }, (_, index) => index);
    await inParallel(numbers, 8, async (number) => {
      const { name, agent } = PODS[number % PODS.length]!;
      const spans = traceSpans(traceId(number), SPANS, number % 4 === 0);
      await sendSpans(path.agents[agent]!.address, spans, { "service.name": "cart" }, path.from(name));
      // So that both gateways get a request of each agent.
      await new Promise((resolve) => setTimeout(resolve, 40));
    });
    await eventually("every call is counted", 60, async () => {
      const [sum] = await query("sum(traces_span_metrics_calls_total)");
      assert.equal(Number(sum?.value[1]), TRACES * SPANS);
    });
  });
  after(async () => {
    await path.stop();
    await prometheus.stop();
  });

  it("count all spans, and not only those that are kept", () => {
    assert.ok(path.sink().traces().size < TRACES / 2);
  });

  it("tell errors from the rest", async () => {
    const [sum] = await query('sum(traces_span_metrics_calls_total{status_code="STATUS_CODE_ERROR"})');
    assert.equal(Number(sum?.value[1]), TRACES / 4);
  });

  it("come from each gateway as series of its own, and bear no pod of the application", async () => {
    const series = await query('traces_span_metrics_calls_total{span_name="operation-0"}');
    assert.deepEqual([...new Set(series.map(({ metric }) => metric["instance"]))].sort(), ["gateway-0", "gateway-1"]);
    assert.deepEqual(Object.keys(series[0]!.metric).sort(), [
      "__name__",
      "collector",
      "deployment_environment",
      "instance",
      "job",
      "k8s_cluster_name",
      "k8s_namespace_name",
      "service_name",
      "span_kind",
      "span_name",
      "status_code",
    ]);
    assert.deepEqual([...new Set(series.map(({ metric }) => metric["k8s_namespace_name"]))], ["shop"]);
  });

  it("have durations in seconds, whose buckets lead to traces", async () => {
    const [count] = await query("sum(traces_span_metrics_duration_seconds_count)");
    assert.equal(Number(count?.value[1]), TRACES * SPANS);
    const now = Math.floor(Date.now() / 1000);
    const found = await ask<{ exemplars: { labels: Record<string, string> }[] }[]>(
      `query_exemplars?query=traces_span_metrics_duration_seconds_bucket&start=${now - 600}&end=${now + 60}`,
    );
    const labels = found.flatMap(({ exemplars }) => exemplars.map((exemplar) => exemplar.labels));
    assert.ok(labels.length > 0, "there is an exemplar");
    assert.ok(
      labels.every((one) => /^[0-9a-f]{32}$/.test(one["trace_id"] ?? "")),
      JSON.stringify(labels[0]),
    );
  });
});
