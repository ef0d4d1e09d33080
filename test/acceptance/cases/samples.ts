import assert from "node:assert/strict";
import { NAMES } from "../../../contract/names";
import { COLLECTOR_LABEL, JOBS } from "../../../contract/series";
import { PORTS } from "../../../contract/ports";
import {
  type Application,
  APPLICATION_NAMESPACE,
  applicationEntries,
  type ApplicationKey,
} from "../applications/applications";
import { NODES } from "../cluster/nodes";
import { eventually } from "../../programs/processes";
import type { Labels, Series } from "../../programs/prometheusApi";
import { type RunningStack, runningStack, STACK } from "../stack/runningStack";
import { gauge, sendOtlp } from "../tenants/otlp";

/** Seconds until a sample is in Prometheus: the scrape interval, the batch and more. */
const PATIENCE_SECONDS = 120;

const scraped = applicationEntries.filter(([, { scrape }]) => scrape !== undefined);

describe("samples in Prometheus", () => {
  let stack: RunningStack;

  before(async () => {
    stack = await runningStack();
  });

  function eventuallySeries(expression: string, count: number): Promise<Series[]> {
    return eventually(`${expression} has ${count} series`, PATIENCE_SECONDS, async () => {
      const series = await stack.prometheus.query(expression);
      assert.equal(series.length, count, JSON.stringify(series));
      return series;
    });
  }

  /** The labels that every sample of an application's pod has to carry, and no others. */
  function expectedLabels(key: ApplicationKey): Labels {
    const { pod, podIP, application } = stack.applications[key] as {
      pod: typeof stack.applications.frontOne.pod;
      podIP: string;
      application: Application;
    };
    return {
      ...podLabels(pod.metadata.name, application),
      job: application.scrape!.job,
      instance: `${podIP}:${application.scrape!.port}`,
      ...(pod.metadata.ownerReferences && { k8s_deployment_name: application.deployment! }),
    };
  }

  const podLabels = (name: string, { node }: Application): Labels => ({
    collector: COLLECTOR_LABEL,
    deployment_environment: STACK,
    k8s_cluster_name: STACK,
    k8s_namespace_name: APPLICATION_NAMESPACE,
    k8s_node_name: node,
    k8s_pod_name: name,
  });

  for (const [key, { name }] of scraped) {
    it(`of pod ${name} are one series, with the external label and the Kubernetes attributes (${key})`, async () => {
      const selector = `acceptance_requests_total{k8s_pod_name="${name}"}`;
      const [series] = await eventuallySeries(selector, 1);
      assert.deepEqual(series!.labels, { __name__: "acceptance_requests_total", code: "200", ...expectedLabels(key) });
    });
  }

  it("are an annotated pod's interval apart", async () => {
    for (const [, { name, scrape }] of scraped) {
      const interval = scrape!.intervalSeconds ?? 15;
      const selector = `acceptance_requests_total{k8s_pod_name="${name}"}[5m]`;
      const timestamps = await eventually(`${name} has three samples`, PATIENCE_SECONDS, async () => {
        const [samples] = await stack.prometheus.samples(selector);
        assert.ok(samples && samples.timestamps.length >= 3);
        return samples.timestamps;
      });
      const gaps = timestamps.slice(1).map((at, position) => at - timestamps[position]!);
      const median = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)]!;
      assert.ok(Math.abs(median - interval) < interval * 0.2, `${name}: ${median} s apart, not ${interval} s`);
    }
  });

  it("say that every target is up, and name no other", async () => {
    const application = await eventuallySeries(
      `up{k8s_namespace_name="${APPLICATION_NAMESPACE}"} == 1`,
      scraped.length,
    );
    assert.deepEqual(
      application.map(({ labels }) => labels["k8s_pod_name"]).sort(),
      scraped.map(([, { name }]) => name).sort(),
    );
    await eventuallySeries(`up{job="${NAMES.nodeExporter}"} == 1`, NODES.length);
    await eventuallySeries(`up{job="${NAMES.prometheus}"} == 1`, 1);
    await eventuallySeries(`up{job="${JOBS.agent}"} == 1`, NODES.length);
    assert.deepEqual(await stack.prometheus.query("up == 0"), []);
  });

  it("have the agents' own metrics with their _total names, from both nodes", async () => {
    for (const { podIP } of Object.values(stack.agents)) {
      const exposition = await (await fetch(`http://${podIP}:${PORTS.collectorMetrics}/metrics`)).text();
      assert.match(exposition, /^otelcol_receiver_accepted_metric_points_total\{/m);
    }
    for (const metric of [
      "otelcol_receiver_accepted_metric_points_total",
      "otelcol_exporter_sent_metric_points_total",
    ]) {
      const nodes = await eventuallySeries(`count by (k8s_node_name) (${metric}{job="${JOBS.agent}"})`, NODES.length);
      assert.deepEqual(nodes.map(({ labels }) => labels["k8s_node_name"]).sort(), [...NODES]);
    }
  });

  it("keep node exporter's own label collector readable beside the external one", async () => {
    const selector = `node_scrape_collector_success{job="${NAMES.nodeExporter}"}`;
    const series = await eventually("node exporter's collectors are there", PATIENCE_SECONDS, async () => {
      const found = await stack.prometheus.query(selector);
      assert.ok(found.length > 0);
      return found;
    });
    for (const { labels } of series) assert.equal(labels["collector"], COLLECTOR_LABEL);
    assert.ok(series.some(({ labels }) => labels["exported_collector"] === "cpu"));
  });

  it("include a metric that a pod sends to its agent over OTLP, with the sender's Kubernetes attributes", async () => {
    const { application, podIP, pod } = stack.applications.notAnnotated;
    const agent = stack.agents[application.node];
    const status = await sendOtlp(
      podIP,
      `http://${agent.podIP}:${PORTS.otlpHttp}/v1/metrics`,
      gauge("acceptance_queue_length", 7, { "service.name": "checkout" }),
    );
    assert.equal(status, 200);
    const [series] = await eventuallySeries("acceptance_queue_length", 1);
    assert.equal(series!.value, 7);
    assert.deepEqual(series!.labels, {
      __name__: "acceptance_queue_length",
      ...podLabels(pod.metadata.name, application),
      job: "checkout",
    });
  });
});
