import assert from "node:assert/strict";
import { planFiles } from "../../../../tools/plan/files";
import { flowsOf } from "../../../../tools/plan/page/picture/flow";
import { place } from "../../../../tools/plan/page/picture/layout";
import { markup } from "../../../../tools/plan/page/markup";
import { planPage } from "../../../../tools/plan/page/page";
import { configured, EVERY_PART } from "../../../harness/configuredPlan";

/** The ways of a signal as `from > to`, by the titles of the boxes. */
async function ways(settings: Record<string, unknown>, signal: string): Promise<string[]> {
  const flow = flowsOf(await configured(settings)).find((one) => one.signal === signal);
  const title = new Map(flow?.nodes.map((node) => [node.id, node.title]));
  return (flow?.edges ?? []).map(({ from, to }) => `${title.get(from) ?? from} > ${title.get(to) ?? to}`);
}

describe("the plan's page", () => {
  it("is the same for the same plan, byte for byte", async () => {
    const page = async () => {
      const plan = await configured(EVERY_PART);
      return planPage(plan, planFiles(plan));
    };
    assert.equal(await page(), await page());
  });

  it("escapes every text, and keeps no character that turns the order of what follows", () => {
    assert.equal(
      markup`<p title="${`"'<&`}">${"a\u202eb\u0000\n"}</p>`.text,
      '<p title="&quot;&#39;&lt;&amp;">a b \n</p>',
    );
  });

  it("draws the way of samples from targets over the agent to Prometheus and Grafana", async () => {
    const found = await ways({ grafana: { enabled: true } }, "metrics");
    for (const way of [
      "Targets > agent: metrics/scraped",
      "Applications > agent: metrics/otlp",
      "prometheus > grafana",
    ])
      assert.ok(found.includes(way), `${way} in ${found.join("; ")}`);
    assert.ok(
      found.some((way) => /^agent: metrics\/.* > prometheus$/.test(way)),
      found.join("; "),
    );
  });

  it("draws the way of samples to a store outside", async () => {
    const found = await ways({ metrics: { kind: "remote", url: "https://mimir.example.com/api/v1/push" } }, "metrics");
    assert.ok(
      found.some((way) => way.endsWith(" > mimir.example.com")),
      found.join("; "),
    );
  });

  it("draws the way of spans over gateway and samplers to each team's Jaeger, and the way of log lines", async () => {
    const traces = await ways(EVERY_PART, "traces");
    for (const way of [
      "agent: traces > gateway: traces",
      "gateway: traces/gathered > sampler: traces",
      "sampler: traces/shop > jaeger-shop",
    ])
      assert.ok(traces.includes(way), `${way} in ${traces.join("; ")}`);
    const logs = await ways(EVERY_PART, "logs");
    assert.ok(
      logs.some((way) => way.startsWith("Log files of pods > ")),
      logs.join("; "),
    );
    assert.ok(
      logs.some((way) => way.endsWith(" > victoria-logs") || way.endsWith(" > victorialogs")),
      logs.join("; "),
    );
  });

  it("draws the way of an application's signals through its sidecar to the agent, which serves others too", async () => {
    const settings = { tracing: { sidecars: true }, demo: { hotrod: true } };
    const traces = await ways(settings, "traces");
    for (const way of [
      "Applications > sidecar of Deployment telemetry-demo/hotrod: traces",
      "sidecar of Deployment telemetry-demo/hotrod: traces > agent: traces",
      "Applications > agent: traces",
    ])
      assert.ok(traces.includes(way), `${way} in ${traces.join("; ")}`);
    const metrics = await ways(settings, "metrics");
    const way = "sidecar of Deployment telemetry-demo/hotrod: metrics > agent: metrics/otlp";
    assert.ok(metrics.includes(way), metrics.join("; "));
  });

  it("leads every box to somewhere, and places none on another", async () => {
    for (const flow of flowsOf(await configured(EVERY_PART))) {
      const joined = new Set(flow.edges.flatMap(({ from, to }) => [from, to]));
      assert.deepEqual(
        flow.nodes.filter(({ id }) => !joined.has(id)).map(({ title }) => title),
        [],
        flow.signal,
      );
      const { nodes, width, height } = place(flow);
      for (const one of nodes) {
        assert.ok(one.x >= 0 && one.x + 166 <= width && one.y + one.height <= height, one.node.title);
        for (const other of nodes)
          if (one !== other)
            assert.ok(
              Math.abs(one.x - other.x) >= 166 || one.y + one.height <= other.y || other.y + other.height <= one.y,
              `${one.node.title} on ${other.node.title}`,
            );
      }
    }
  });
});
