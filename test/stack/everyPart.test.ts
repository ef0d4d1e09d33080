import assert from "node:assert/strict";
import { everyText, type CollectorConfig } from "../../collector/common/model";
import { AGENT_SELECTOR, CHART_MODES, CHART_NAME, releaseLabels, type ChartMode } from "../../contract/collector/chart";
import { NAMESPACES } from "../../contract/names";
import { ruleFiles } from "../../monitoring/ruleFiles";
import { checkResources } from "../../policy/run";
import { countText } from "../../settings/sizing/units";
import type { Plan } from "../../tools/plan/plan";
import { RULE_OPTIONS } from "../monitoring/everyRule";
import { configured, EVERY_PART } from "../harness/configuredPlan";
import { allowedBy, type NetworkPolicy, READINGS } from "../../tools/live/network/policy";

interface Values {
  readonly mode: ChartMode;
  readonly nameOverride?: string;
  readonly clusterRole?: { readonly create: boolean };
  readonly podAnnotations?: Readonly<Record<string, string>>;
  readonly extraVolumeMounts?: readonly { readonly mountPath: string }[];
  readonly alternateConfig: CollectorConfig;
  readonly resources: { readonly limits: { readonly memory: string } };
}

/** What the collector's counters call the items of a signal. */
const COUNTED: Readonly<Record<string, string>> = { metrics: "metric_points", traces: "spans", logs: "log_records" };

interface KubernetesObject {
  readonly kind?: string;
  readonly namespace?: string;
  readonly metadata?: { readonly name: string; readonly namespace?: string; readonly labels: Record<string, string> };
}

describe("a stack with every part", () => {
  let plan: Plan;
  let objects: (KubernetesObject & { readonly urn: string })[];
  before(async () => {
    plan = await configured(EVERY_PART);
    assert.deepEqual(plan.problems, []);
    objects = plan.resources.map(({ inputs, urn }) => ({ ...inputs, urn }));
  });

  const releases = () =>
    plan.charts.map(({ release, namespace, values: plain }) => {
      const values = plain as unknown as Values;
      const { component } = CHART_MODES[values.mode];
      const labels = { ...releaseLabels(release, values.nameOverride ?? CHART_NAME), component };
      return { release, values, at: { address: "10.4.0.9", pod: { namespace, labels } } };
    });
  const allows = (from: object, to: object, port: number) =>
    allowedBy(objects.filter(({ kind }) => kind === "NetworkPolicy") as unknown as NetworkPolicy[], { from, to, port })
      .length === READINGS.length;
  const namespaceOf = ({ namespace, metadata }: KubernetesObject) => namespace ?? metadata?.namespace;

  it("passes every policy", () => {
    const found = checkResources(plan.resources, "prod", "2026-11-22").filter(({ level }) => level === "mandatory");
    assert.deepEqual(found, []);
  });

  it("is told that it has no agents, whatever other collectors it has", () => {
    const others = plan.resources.filter(({ urn }) => !urn.includes("NodeAgent"));
    const rules = checkResources(others, "prod", "2026-11-22").map(({ rule }) => rule);
    assert.ok(rules.includes("agent-present"));
  });

  it("has the namespace of every object and chart", () => {
    const made = objects.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata?.name);
    const used = new Set(objects.map(namespaceOf).filter((name) => name !== undefined && name !== "default"));
    assert.deepEqual([...used].sort(), made.sort());
  });

  it("lets no pod in a restricted namespace break restricted, exempt or not", () => {
    const levelOf = (name?: string) =>
      objects.find(({ kind, metadata }) => kind === "Namespace" && metadata?.name === name)?.metadata?.labels[
        "pod-security.kubernetes.io/enforce"
      ];
    const unfit = checkResources(plan.resources, "prod", "2099-01-01")
      .filter(({ rule }) => ["no-host-path", "no-host-network", "no-host-port", "restricted-pods"].includes(rule))
      .filter(
        ({ resource }) => levelOf(namespaceOf(objects.find(({ urn }) => urn === resource) ?? {})) === "restricted",
      );
    assert.deepEqual(unfit, []);
  });

  it("lets each collector reach the API server if it has a role, and the agents scrape it if it says so", () => {
    const agent = { address: "10.4.0.8", pod: { namespace: NAMESPACES.agent, labels: AGENT_SELECTOR } };
    for (const { release, values, at } of releases()) {
      if (values.clusterRole?.create) assert.ok(allows(at, { address: "10.0.0.2" }, 443), `${release} to API server`);
      const port = values.podAnnotations?.["prometheus.io/port"];
      if (port !== undefined) assert.ok(allows(agent, at, Number(port)), `agent to ${release}:${port}`);
    }
  });

  it("lets each collector resolve the names to which it sends", () => {
    for (const { release, at } of releases())
      assert.ok(allows(at, { address: "169.254.20.10" }, 53), `${release} to the node's DNS`);
  });

  it("mounts every folder of which a collector reads files", () => {
    for (const { release, values } of releases())
      for (const { path, text } of everyText(values.alternateConfig.receivers))
        if (/\.include\[\d+\]$/.test(path))
          assert.ok(
            values.extraVolumeMounts?.some(({ mountPath }) => text.startsWith(`${mountPath}/`)),
            `${release}: ${path} is ${text}, where nothing is mounted`,
          );
  });

  it("has an alert on failed exports of each signal", () => {
    const signals = releases().flatMap(({ values }) => Object.keys(values.alternateConfig.service.pipelines));
    const alerts = JSON.stringify(ruleFiles(RULE_OPTIONS));
    for (const signal of new Set(signals.map((id) => id.split("/", 1)[0] ?? "")))
      assert.ok(alerts.includes(`otelcol_exporter_send_failed_${COUNTED[signal] ?? signal}`), signal);
  });

  it("forecasts the memory of each collector", () => {
    const forecast = JSON.stringify(plan.forecast);
    for (const { release, values } of releases()) {
      const memory = `${countText(parseInt(values.resources.limits.memory, 10))} MiB`;
      assert.ok(forecast.includes(memory), `${release}: ${memory}`);
    }
  });
});
