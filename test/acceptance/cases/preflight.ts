/** The preflight against a real API server, with objects in it as other charts make them. */
import assert from "node:assert/strict";
import { preflight, type PreflightReport } from "../../../tools/preflight/preflight";
import { keyOf, wantedOf } from "../../../tools/live/wanted";
import type { Plan } from "../../../tools/plan/plan";
import { configured } from "../../harness/configuredPlan";
import { kubeconfigOf } from "../claimants/claimants";
import { KubernetesApi, type KubernetesObject } from "../cluster/kubernetes";
import { removeObjects } from "../cluster/objects";
import { auditedRequests } from "../cluster/auditLog";
import { eventually } from "../../programs/processes";
import { environment } from "../environment";

type Fields = Readonly<Record<string, unknown>>;

const object = (apiVersion: string, kind: string, metadata: KubernetesObject["metadata"], fields: Fields = {}) =>
  ({ apiVersion, kind, metadata, ...fields }) as KubernetesObject;

const namespace = (name: string, labels = {}, annotations = {}) =>
  object("v1", "Namespace", { name, labels, annotations });

function workload(kind: string, where: { namespace: string; name: string }, image: string, pod: Fields = {}) {
  const labels = { app: where.name };
  const ports = [{ containerPort: 9100 }];
  const template = { metadata: { labels }, spec: { ...pod, containers: [{ name: "main", image, ports }] } };
  const service = kind === "StatefulSet" ? { serviceName: where.name } : {};
  return object("apps/v1", kind, where, { spec: { selector: { matchLabels: labels }, template, ...service } });
}

const HELM = { "meta.helm.sh/release-name": "kps", "meta.helm.sh/release-namespace": "monitoring" };

/** What kube-prometheus-stack leaves in a cluster, as far as a preflight looks at it. */
const KUBE_PROMETHEUS_STACK = [
  namespace("monitoring", { "app.kubernetes.io/managed-by": "Helm" }, HELM),
  workload(
    "DaemonSet",
    { namespace: "monitoring", name: "kps-prometheus-node-exporter" },
    "quay.io/prometheus/node-exporter:v1.9.1",
    { hostNetwork: true },
  ),
  workload(
    "Deployment",
    { namespace: "monitoring", name: "kps-kube-state-metrics" },
    "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.17.0",
  ),
  workload("StatefulSet", { namespace: "monitoring", name: "prometheus-kps" }, "quay.io/prometheus/prometheus:v3.5.0"),
  object(
    "v1",
    "Service",
    { namespace: "monitoring", name: "prometheus", annotations: HELM },
    { spec: { ports: [{ port: 9090 }] } },
  ),
];

/** GKE's managed collection. */
const MANAGED_PROMETHEUS = [
  namespace("gmp-system"),
  workload(
    "DaemonSet",
    { namespace: "gmp-system", name: "collector" },
    "gke.gcr.io/prometheus-engine/prometheus:v2.45.3-gmp.10-gke.0",
  ),
];

const ISTIO = "security.istio.io";
const PEER_AUTHENTICATIONS = object(
  "apiextensions.k8s.io/v1",
  "CustomResourceDefinition",
  { name: `peerauthentications.${ISTIO}` },
  {
    spec: {
      group: ISTIO,
      scope: "Namespaced",
      names: { kind: "PeerAuthentication", plural: "peerauthentications", singular: "peerauthentication" },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: "object",
              properties: { spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
            },
          },
        },
      ],
    },
  },
);
const STRICT = [
  namespace("istio-system"),
  object(
    `${ISTIO}/v1`,
    "PeerAuthentication",
    { namespace: "istio-system", name: "default" },
    { spec: { mtls: { mode: "STRICT" } } },
  ),
];

const ACCOUNT = { namespace: "default", name: "preflight" };

describe("a preflight of a cluster that is lived in", () => {
  let plan: Plan;
  const others = [...KUBE_PROMETHEUS_STACK, ...MANAGED_PROMETHEUS, PEER_AUTHENTICATIONS, ...STRICT];
  const asked = (api: KubernetesApi, own: ReadonlySet<string> = new Set()) =>
    preflight(plan, { kubeconfig: kubeconfigOf(api.access) }, own);
  const told = ({ findings }: PreflightReport) =>
    findings.map(({ level, subject, text }) => `${level}: ${subject} ${text}`);
  const assertTold = (report: PreflightReport, ...patterns: readonly RegExp[]) => {
    for (const pattern of patterns)
      assert.ok(
        told(report).some((line) => pattern.test(line)),
        `${String(pattern)} is not in\n${told(report).join("\n")}`,
      );
  };

  before(async () => {
    plan = await configured({ metrics: { kind: "prometheus" }, nodeExporter: { hostNetwork: true } });
    const { api } = environment().server;
    for (const other of others) {
      await eventually(`${other.kind} ${other.metadata.name} is taken`, 30, async () => {
        // A client remembers the kinds of an API version, and a definition adds one only after a moment.
        await new KubernetesApi(api.access).apply(other);
      });
    }
  });

  after(() => removeObjects(environment().server, others));

  it("names what is taken, what would collect twice, what is missing, and what a mesh does", async () => {
    const report = await asked(environment().server.api);
    assert.equal(report.skipped, undefined);
    assert.match(report.version ?? "", /^v1\./);
    assert.deepEqual(report.unseen, []);
    assertTold(
      report,
      /^problem: Namespace monitoring exists already .* Service prometheus.*\(Helm release monitoring\/kps\)/,
      /^problem: DaemonSet node-exporter\/node-exporter needs port 9100 of every node, which DaemonSet monitoring\/kps-prometheus-node-exporter has taken/,
      /^problem: \S+ monitoring\/\S+ needs a volume of the default StorageClass, and the cluster has no default/,
      /^warning: .*StatefulSet monitoring\/prometheus-kps \(Prometheus\).* may scrape pods that the agents scrape/,
      /^warning: .*DaemonSet gmp-system\/collector \(Google Cloud Managed Service for Prometheus\)/,
      /^warning: DaemonSet monitoring\/kps-prometheus-node-exporter \(node exporter\) measures the nodes beside/,
      /^warning: NetworkPolicies are perhaps not enforced/,
      /^warning: Istio accepts mTLS alone by PeerAuthentication istio-system\/default/,
    );
  });

  it("takes nothing of the stack's own for somebody else's", async () => {
    const own = new Set((wantedOf(plan)?.objects ?? []).map(keyOf));
    const lines = told(await asked(environment().server.api, own));
    assert.ok(!lines.some((line) => /exists already|StorageClass/.test(line)), lines.join("\n"));
  });

  it("tells an account that may do little what it may not do, asks no more, and writes nothing", async () => {
    const { api, auditLog } = environment().server;
    const rbac = "rbac.authorization.k8s.io";
    const role = { apiGroup: rbac, kind: "Role", name: ACCOUNT.name };
    const rules = [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }];
    const subjects = [{ kind: "ServiceAccount", ...ACCOUNT }];
    const account = [
      object("v1", "ServiceAccount", ACCOUNT),
      object(`${rbac}/v1`, "Role", { namespace: "monitoring", name: ACCOUNT.name }, { rules }),
      object(`${rbac}/v1`, "RoleBinding", { namespace: "monitoring", name: ACCOUNT.name }, { roleRef: role, subjects }),
    ];
    for (const one of account) await api.apply(one);
    const path = `/api/v1/namespaces/${ACCOUNT.namespace}/serviceaccounts/${ACCOUNT.name}/token`;
    const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: 3600 } };
    const { token } = (await api.request<{ status: { token: string } }>("POST", path, request)).body.status;
    const before = auditLog === undefined ? 0 : auditedRequests(auditLog).length;
    const report = await asked(api.as(token));
    assertTold(
      report,
      /^problem: The account may not get, create, patch and delete .*clusterroles\.rbac\.authorization\.k8s\.io/,
      /^problem: The account may not get, create, patch and delete .*secrets.* in .*open-telemetry/,
      /^problem: The account may not list and watch .*\bpods, /,
    );
    // It may do everything in this namespace.
    assert.deepEqual(
      told(report).filter((line) => /account may not .* in .*\bmonitoring\b/.test(line)),
      [],
    );
    assert.ok(
      report.unseen.some((text) => /Nodes.*: the account may not read them$/.test(text)),
      report.unseen.join("\n"),
    );
    if (auditLog !== undefined) {
      const requests = auditedRequests(auditLog).slice(before);
      const writes = requests.filter(
        ({ verb, resource }) => !["get", "list"].includes(verb) && resource !== "selfsubjectaccessreviews",
      );
      assert.ok(requests.length > 10);
      assert.deepEqual(writes, []);
    }
    await removeObjects(environment().server, account);
  });

  it("says in one line that a cluster cannot be asked, and finds no problem then", async () => {
    const unreachable = { ...environment().server.api.access, server: new URL("https://127.0.0.1:9") };
    const report = await preflight(plan, { kubeconfig: kubeconfigOf(unreachable) }, new Set());
    assert.match(report.skipped ?? "", /^The cluster could not be asked: .*ECONNREFUSED[^\n]*$/);
    assert.deepEqual(report.findings, []);
  });
});
