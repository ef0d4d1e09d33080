/** The policies of every stack file of the repository. */
import assert from "node:assert/strict";
import {
  AGENT_SELECTOR,
  CHART_MODES,
  CHART_NAME,
  type ChartMode,
  releaseLabels,
} from "../../../contract/collector/chart";
import type { Plan } from "../../../tools/plan/plan";
import { configured, EVERY_PART, planOfFile, stackFiles } from "../../harness/configuredPlan";
import { allowedBy, type Endpoint, type NetworkPolicy, READINGS } from "../../../tools/live/network/policy";

interface Template {
  readonly metadata: {
    readonly labels: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly spec: { readonly hostNetwork?: boolean };
}

interface Target {
  readonly name: string;
  readonly at: Endpoint;
  readonly annotations: Readonly<Record<string, string>>;
}

const target = (name: string, namespace: string, labels: Record<string, string>, node: boolean): Target["at"] =>
  node ? { address: "10.0.0.12", isNode: true } : { address: "10.4.0.9", pod: { namespace, labels } };

/** Every pod of a plan that agents scrape because of its annotations, those of charts too. */
function annotatedPods({ resources, charts }: Plan): Target[] {
  const workloads = resources.flatMap(({ inputs }) => {
    const { metadata, spec } = inputs as {
      metadata?: { name: string; namespace: string };
      spec?: { template?: Template };
    };
    const { template } = spec ?? {};
    if (metadata === undefined || template?.metadata === undefined) return [];
    const { labels, annotations = {} } = template.metadata;
    const at = target(metadata.name, metadata.namespace, labels, template.spec.hostNetwork ?? false);
    return [{ name: metadata.name, annotations, at }];
  });
  const ofCharts = charts.map(({ release, namespace, values }) => {
    const { mode, nameOverride, podAnnotations, hostNetwork } = values as unknown as {
      mode: ChartMode;
      nameOverride?: string;
      podAnnotations?: Record<string, string>;
      hostNetwork?: boolean;
    };
    const labels = { ...releaseLabels(release, nameOverride ?? CHART_NAME), component: CHART_MODES[mode].component };
    return {
      name: release,
      annotations: podAnnotations ?? {},
      at: target(release, namespace, labels, hostNetwork ?? false),
    };
  });
  return [...workloads, ...ofCharts].filter(({ annotations }) => annotations["prometheus.io/scrape"] === "true");
}

const policiesOf = ({ resources }: Plan) =>
  resources.map(({ inputs }) => inputs).filter(({ kind }) => kind === "NetworkPolicy") as unknown as NetworkPolicy[];

/** The policies without the rules that allow every TCP port, so that what is allowed by a port of its own is left. */
function withoutEveryPort(policies: NetworkPolicy[]): NetworkPolicy[] {
  const named = (rules: NetworkPolicy["spec"]["egress"]) =>
    (rules ?? []).filter(({ ports = [] }) => ports.every(({ port }) => port !== undefined));
  return policies.map(({ metadata, spec }) => ({ metadata, spec: { ...spec, egress: named(spec.egress) } }));
}

const AGENT: Endpoint = { address: "10.4.0.8", pod: { namespace: "open-telemetry", labels: AGENT_SELECTOR } };
const AGENT_ON_NODE: Endpoint = { address: "10.0.0.11", isNode: true };

const PLANS: Readonly<Record<string, () => Promise<Plan>>> = {
  ...Object.fromEntries(stackFiles().map((file) => [file, () => planOfFile(file)])),
  "a stack with every part": () => configured(EVERY_PART),
};

for (const [name, planned] of Object.entries(PLANS))
  describe(`network policies of ${name}`, () => {
    let plan: Plan;
    before(async () => {
      plan = await planned();
      assert.deepEqual(plan.problems, []);
    });

    it("have no endPort, which some networks ignore", () => {
      assert.ok(policiesOf(plan).length > 0);
      assert.ok(!JSON.stringify(policiesOf(plan)).includes("endPort"));
    });

    it("allow the agents to scrape each annotated part at its own port, besides the rule for all pods", () => {
      const pods = annotatedPods(plan);
      assert.ok(pods.length > 0);
      const agent = plan.settings?.agent.hostNetwork ? AGENT_ON_NODE : AGENT;
      for (const { name: part, annotations, at } of pods) {
        const port = Number(annotations["prometheus.io/port"]);
        const readings = allowedBy(withoutEveryPort(policiesOf(plan)), { from: agent, to: at, port });
        assert.deepEqual(readings, [...READINGS], `${part}:${port}`);
      }
    });
  });
