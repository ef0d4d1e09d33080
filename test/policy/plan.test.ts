import assert from "node:assert/strict";
import { checkResources, type RegisteredResource } from "../../policy/run";
import { EXEMPTIONS } from "../../policy/exemptions";
import { policiesOn } from "../../policy/policies";
import { planStack } from "../../tools/plan/plan";
import { readStackFile } from "../../tools/plan/stackFile";

const TODAY = "2026-11-22";

type Tree = Record<string, unknown>;
type Edit = readonly [type: string, path: string, value: unknown];

const mandatory = (resources: readonly RegisteredResource[], stack: string, today = TODAY) =>
  checkResources(resources, stack, today).filter(({ level }) => level === "mandatory");

function edited(resources: readonly RegisteredResource[], edits: readonly Edit[]): RegisteredResource[] {
  const copy = structuredClone(resources) as RegisteredResource[];
  for (const [type, path, value] of edits) {
    const resource = copy.find((item) => `${item.type}/${item.name}`.endsWith(type));
    assert.ok(resource, type);
    const keys = path.split("/");
    const last = keys.pop() ?? "";
    const holder = keys.reduce((inner, key) => (inner[key] ??= {}) as Tree, resource as unknown as Tree);
    holder[last] = value;
  }
  return copy;
}

const CHART = "helm.sh/v4:Chart/otel";
const PROMETHEUS = "StatefulSet/metrics";
const POD = "inputs/spec/template/spec";
const RULE = "inputs/values/clusterRole/rules/0";
const NODES = "nodePool:NodePool/cluster-nodes";
const CLUSTER = "cluster:Cluster/cluster";
const CLIENT = "inputs/values/alternateConfig/exporters/durable_remote_write";
const EXPORTER = `${CLIENT}/endpoint`;

/** The agents leave out nodes of a canary that there is not. */
const NOT_CANARY = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: "pool", operator: "NotIn", values: ["canary"] }] }],
    },
  },
};

/** One way to break each rule, in the plan of prod. */
const BREACHES: Readonly<Record<string, readonly Edit[]>> = {
  "agent-present": [
    [CHART, "inputs/values", {}],
    ["NodeAgent/agent", "inputs/values", {}],
  ],
  "agent-on-every-node": [[CHART, "inputs/values/extraEnvs", []]],
  "agent-discovers-own-node": [
    [
      CHART,
      "inputs/values/alternateConfig/receivers/prometheus/config/scrape_configs/0/kubernetes_sd_configs/0/selectors",
      [],
    ],
  ],
  "canary-nodes": [[CHART, "inputs/values/affinity", NOT_CANARY]],
  "no-public-service": [["Service/agent-service", "inputs/spec/type", "NodePort"]],
  "no-host-port": [[CHART, "inputs/values/ports/otlp/hostPort", 4317]],
  "no-host-network": [[CHART, "inputs/values/hostNetwork", true]],
  "no-host-path": [["Deployment/grafana", `${POD}/volumes/0`, { name: "v", hostPath: { path: "/" } }]],
  "requests-and-limits": [[CHART, "inputs/values/resources/limits", {}]],
  "restricted-pods": [[CHART, "inputs/values/securityContext/allowPrivilegeEscalation", true]],
  "restricted-namespaces": [["Namespace/monitoring", "inputs/metadata/labels", {}]],
  "pinned-images": [[CHART, "inputs/values/image/tag", "latest"]],
  "pinned-digests": [],
  "pinned-charts": [
    [CHART, "inputs/chart", "oci://registry.example/chart"],
    [CHART, "inputs/version", ""],
  ],
  "no-cluster-admin": [
    ["ServiceAccount/grafana", "inputs", { kind: "ClusterRoleBinding", roleRef: { name: "cluster-admin" } }],
  ],
  "no-wildcard-permissions": [[CHART, `${RULE}/verbs`, ["*"]]],
  "no-privilege-escalation": [[CHART, `${RULE}/resources`, ["nodes/proxy"]]],
  "no-cluster-secrets": [[CHART, `${RULE}/resources`, ["secrets"]]],
  "no-needless-token": [["Deployment/grafana", `${POD}/automountServiceAccountToken`, true]],
  "write-path-encrypted": [[CHART, EXPORTER, "http://mimir.example.com/api/v1/push"]],
  "write-path-credentials": [
    [CHART, EXPORTER, "https://mimir.example.com/api/v1/push"],
    [CHART, `${CLIENT}/auth`, {}],
  ],
  "write-path-authenticated": [[CHART, EXPORTER, "http://mimir.mimir.svc/api/v1/push"]],
  "prometheus-guarded": [[PROMETHEUS, `${POD}/containers/0/args`, ["--storage.tsdb.path=/prometheus"]]],
  "prometheus-takes-writes": [[PROMETHEUS, `${POD}/containers/0/args`, ["--storage.tsdb.path=/prometheus"]]],
  "prometheus-keeps-samples": [["ConfigMap/metrics-config", "inputs/data/prometheus.yml", "{}"]],
  "prometheus-takes-late-samples": [
    ["ConfigMap/metrics-config", "inputs/data/prometheus.yml", "{storage: {tsdb: {out_of_order_time_window: 1m}}}"],
  ],
  "gke-nodes": [[NODES, "inputs/nodeConfig/imageType", "UBUNTU_CONTAINERD"]],
  "gke-node-roles": [["IAMMember/cluster-nodes", "inputs/role", "roles/editor"]],
  "gke-network": [[CLUSTER, "inputs/privateClusterConfig/enablePrivateNodes", false]],
  "gke-access": [[CLUSTER, "inputs/enableLegacyAbac", true]],
  "gke-operations": [[CLUSTER, "inputs/binaryAuthorization/evaluationMode", "DISABLED"]],
  "gke-own-keys": [],
  "gke-groups": [],
  "deletion-protection": [[CLUSTER, "inputs/deletionProtection", false]],
  "budget-nodes": [[NODES, "inputs/autoscaling/maxNodeCount", 11]],
  "budget-series": [[PROMETHEUS, `${POD}/containers/0/resources/limits/memory`, "32Gi"]],
  exemptions: [],
  "known-resources": [["Namespace/monitoring", "inputs/metadata/name", "other"]],
  "modelled-workloads": [["Deployment/grafana", `${POD}/shareProcessNamespace`, true]],
  "modelled-charts": [[CHART, "inputs/values/extraManifests", [{ kind: "Pod" }]]],
  "modelled-configurations": [["ConfigMap/trace-pipeline", "inputs/data/token", "text"]],
  "mounted-configurations": [["ConfigMap/otel-configuration", "inputs/data/relay", "{}"]],
  "whole-configurations": [[CHART, "inputs/values/alternateConfig/exporters/idle", {}]],
  "one-cluster": [[CHART, "inputs/values/alternateConfig/processors/resource/attributes/2/value", "other"]],
  "modelled-services": [["Service/metrics", "inputs/spec/selector", { app: "other" }]],
  "modelled-credentials": [["RandomPassword/grafana-admin-password", "inputs/length", 8]],
  "modelled-namespaces": [["Namespace/monitoring", "inputs/metadata/labels", {}]],
  "modelled-permissions": [
    ["ServiceAccount/grafana", "type", "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole"],
    ["ClusterRole/grafana", "inputs", { kind: "ClusterRole", metadata: { name: "otel-agent" }, rules: [] }],
  ],
  "modelled-cloud": [[CLUSTER, "inputs/addonsConfig", { kubernetesDashboard: { disabled: false } }]],
  "network-policies": [["NetworkPolicy/monitoring-prometheus", "inputs/spec/ingress", [{}]]],
  "network-isolated": [["NetworkPolicy/monitoring-default-deny", "inputs/metadata/namespace", "tracing"]],
  "production-nodes": [[NODES, "inputs/nodeConfig/spot", true]],
  "references-resolve": [["Secret/metrics-web", "inputs/metadata/name", "other"]],
  "namespace-reasons": [["DaemonSet/node-exporter", `${POD}/hostNetwork`, true]],
  "one-store": [[CHART, EXPORTER, "https://mimir.mimir.svc.cluster.local/api/v1/push"]],
  "one-image": [[CHART, "inputs/values/image/tag", "1.0.0"]],
  "own-metadata": [["Deployment/grafana", "inputs/metadata/annotations/vault.example.com~1inject", "true"]],
  "one-project": [["Network/telemetry-prod", "inputs/project", "other"]],
  "teams-separated": [["NetworkPolicy/jaeger-shop", "inputs/spec/ingress", []]],
  "pages-ask": [
    ["Service/jaeger-shop", "type", "kubernetes:networking.k8s.io/v1:Ingress"],
    ["Ingress/jaeger-shop", "inputs", { kind: "Ingress", metadata: { name: "jaeger-shop" } }],
  ],
  "secrets-hidden": [["Secret/grafana-admin", "inputs/stringData/password", "text"]],
};

/** Rules that the stack breaks by an exemption, or whose breach is a day: they speak up when exemptions end. */
const BY_EXEMPTION = ["gke-own-keys", "gke-groups", "exemptions"];

describe("the plan", () => {
  const plans = new Map<string, readonly RegisteredResource[]>();
  before(async () => {
    for (const stack of ["dev", "prod", "local"])
      plans.set(stack, (await planStack(stack, readStackFile(`Pulumi.${stack}.yaml`))).resources);
  });

  for (const stack of ["dev", "prod", "local"])
    it(`of ${stack} passes every policy at prod's levels`, () => {
      assert.deepEqual(mandatory(plans.get(stack) ?? [], "prod"), []);
      assert.deepEqual(mandatory(plans.get(stack) ?? [], stack), []);
    });

  it("stays within the budgets of its own stack, and is advised of digests alone", () => {
    for (const [stack, resources] of plans) {
      const rules = checkResources(resources, stack, TODAY).map(({ rule }) => rule);
      assert.deepEqual(
        rules.filter((rule) => rule !== "pinned-digests"),
        [],
        stack,
      );
    }
  });

  it("with the agents' queue on the node's disk passes too", async () => {
    const { values, secretKeys } = readStackFile("Pulumi.prod.yaml");
    const agent = JSON.parse(values["gke-telemetry:agent"]!) as object;
    const changed = { ...values, "gke-telemetry:agent": JSON.stringify({ ...agent, queueVolume: "hostPath" }) };
    const { resources, problems } = await planStack("prod", { values: changed, secretKeys });
    assert.deepEqual(problems, []);
    assert.deepEqual(mandatory(resources, "prod"), []);
  });

  it("is broken in some way for every policy", () => {
    assert.deepEqual(
      Object.keys(BREACHES).sort(),
      policiesOn(TODAY, EXEMPTIONS)
        .map(({ name }) => name)
        .sort(),
    );
  });

  for (const [rule, edits] of Object.entries(BREACHES))
    it(`that breaks ${rule} is caught`, () => {
      const ended = BY_EXEMPTION.includes(rule);
      const violations = checkResources(edited(plans.get("prod") ?? [], edits), "prod", ended ? "2099-01-01" : TODAY);
      assert.ok(violations.some((violation) => violation.rule === rule));
    });

  it("loses its exemptions with the day", () => {
    const rules = new Set(mandatory(plans.get("prod") ?? [], "prod", "2099-01-01").map(({ rule }) => rule));
    for (const rule of ["exemptions", "no-host-path", "restricted-namespaces", "gke-own-keys", "gke-groups"])
      assert.ok(rules.has(rule), rule);
  });

  it("names rule, level, resource and message", () => {
    const broken = edited(plans.get("prod") ?? [], BREACHES["no-public-service"] ?? []);
    assert.deepEqual(
      mandatory(broken, "prod").find(({ rule }) => rule === "no-public-service"),
      {
        rule: "no-public-service",
        level: "mandatory",
        resource:
          "urn:pulumi:prod::gke-telemetry::gke-telemetry:agent:NodeAgent$kubernetes:core/v1:Service::agent-service",
        message: "Service otel-agent: the type is NodePort; use ClusterIP.",
      },
    );
  });
});
