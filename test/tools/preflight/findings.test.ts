import assert from "node:assert/strict";
import { findingsOf } from "../../../tools/preflight/checks/all";
import { keyOf, type Wanted } from "../../../tools/live/wanted";
import { emptyCluster, nodeThere, objectThere } from "./emptyCluster";
import { assertOne, told, wantedBy } from "./told";

describe("a preflight", () => {
  let wanted: Wanted;
  before(async () => {
    wanted = await wantedBy({ metrics: { kind: "prometheus" } });
  });

  it("finds nothing in a cluster that has room for the stack, and knows nothing of what it could not see", () => {
    assert.deepEqual(told(wanted), []);
    const { version, kinds, own, existing, missing, refused, unseen } = emptyCluster(wanted);
    assert.deepEqual(findingsOf(wanted, { version, kinds, own, existing, missing, refused, unseen }), []);
  });

  it("names a namespace that exists, who made it, and how to share it", () => {
    const annotations = { "meta.helm.sh/release-name": "kps", "meta.helm.sh/release-namespace": "monitoring" };
    const lines = told(wanted, { existing: [{ ...objectThere("Namespace", "monitoring"), annotations }] });
    assertOne(
      lines,
      /^problem: Namespace monitoring exists already and is not this stack's \(Helm release monitoring\/kps\)/,
    );
    assert.match(
      lines[0] ?? "",
      /Set gke-telemetry:namespaces\.monitoring to another name, or add monitoring to gke-telemetry:namespaces\.existing/,
    );
  });

  it("names everything of a namespace at once, and offers to share only a namespace without a clash", () => {
    const inside = ["a", "b"].map((name) => objectThere("Service", name, "monitoring"));
    const lines = told(wanted, { existing: [objectThere("Namespace", "monitoring"), ...inside] });
    assertOne(
      lines,
      /holds others' objects with names of this stack's: Service a and Service b\. Set gke-telemetry:namespaces\.monitoring to another name\.$/,
    );
    assert.doesNotMatch(lines[0] ?? "", /existing to share/);
  });

  it("says what is being deleted", () => {
    const leaving = { ...objectThere("Namespace", "monitoring"), isBeingDeleted: true };
    const existing = [leaving, objectThere("Service", "prometheus", "monitoring")];
    assertOne(
      told(wanted, { existing }),
      /^problem: Namespace monitoring is being deleted\. Run the update when it is gone/,
    );
  });

  it("says whose trace pipeline is active", async () => {
    const traces = await wantedBy({ metrics: { kind: "prometheus" }, tracing: { sampling: { kind: "tail" } } });
    const owner = { kind: "ConfigMap", namespace: "default", name: "trace-pipeline-other" };
    const pipelineHolder = { owner, name: "gke-telemetry/other" };
    assertOne(
      told(traces, { pipelineHolder }),
      /^warning: gke-telemetry:tracing stays pending.*while gke-telemetry\/other holds/,
    );
    assert.deepEqual(told(traces, { pipelineHolder, own: new Set([keyOf(owner)]) }), []);
  });

  it("names objects outside of namespaces", () => {
    const lines = told(wanted, { existing: [objectThere("ClusterRole", "otel-agent")] });
    assertOne(lines, /^problem: ClusterRole otel-agent exists already/);
  });

  it("takes an existing namespace that the settings name, and misses one that is not there", async () => {
    const shared = await wantedBy({ metrics: { kind: "prometheus" }, namespaces: { existing: ["monitoring"] } });
    const namespaces = [objectThere("Namespace", "monitoring")];
    assert.deepEqual(told(shared, { namespaces }), []);
    assertOne(
      told(shared, { missing: new Set(["Namespace monitoring"]) }),
      /^problem: Namespace monitoring does not exist, .*remove it from gke-telemetry:namespaces\.existing/,
    );
  });

  it("knows that a shared namespace refuses pods that reach into the node", async () => {
    const names = { nodeExporter: "shared", existing: ["shared"] };
    const shared = await wantedBy({ metrics: { kind: "prometheus" }, namespaces: names });
    const labels = { "pod-security.kubernetes.io/enforce": "baseline" };
    const namespaces = [{ ...objectThere("Namespace", "shared"), labels }];
    assertOne(
      told(shared, { namespaces }),
      /^problem: DaemonSet shared\/node-exporter has pods that reach into the node/,
    );
  });

  it("misses what the plan refers to", async () => {
    const ofClass = await wantedBy({
      metrics: { kind: "prometheus" },
      agent: { priorityClassName: "mine" },
    });
    assertOne(
      told(ofClass, { missing: new Set(["PriorityClass mine"]) }),
      /^problem: PriorityClass mine does not exist, and DaemonSet open-telemetry\/otel-agent needs it/,
    );
  });

  it("compares versions of control plane and nodes with what the settings need", async () => {
    const prefer = await wantedBy({ metrics: { kind: "prometheus" }, agent: { locality: "prefer", enrich: false } });
    assertOne(
      told(prefer, { version: "v1.33.5-gke.100" }),
      /^problem: gke-telemetry:agent\.locality: prefer .* needs Kubernetes 1\.34 or newer, and the cluster has v1\.33\.5-gke\.100\. Set gke-telemetry:agent\.locality: require/,
    );
    assert.deepEqual(told(wanted, { version: "v1.33.5" }), []);
    assertOne(
      told(prefer, { nodes: [nodeThere("new"), nodeThere("old", { version: "v1.32.1" })] }),
      /these nodes are older: old \(v1\.32\.1\)/,
    );
  });

  it("knows Autopilot by its nodes", async () => {
    const nodes = [nodeThere("gk3-shop-pool-1-0")];
    assertOne(told(wanted, { nodes }), /^problem: gke-telemetry:cluster\.autopilot is false, and gk3-shop-pool-1-0/);
    const settings = { metrics: { kind: "prometheus" }, nodeExporter: { enabled: false } };
    const autopilot = await wantedBy({ ...settings, cluster: { kind: "existing", name: "test", autopilot: true } });
    assert.deepEqual(told(autopilot, { nodes }), []);
    assertOne(told(autopilot), /^warning: gke-telemetry:cluster\.autopilot is true/);
  });

  it("needs a StorageClass for each volume, until the volume is there", async () => {
    assertOne(told(wanted, { storageClasses: [] }), /^problem: \S+ monitoring\/\S+ needs a volume of the default/);
    const own = new Set(wanted.objects.map(keyOf));
    assert.deepEqual(told(wanted, { storageClasses: [], own }), []);
    const fast = await wantedBy({ metrics: { kind: "prometheus", storageClassName: "fast" } });
    assertOne(told(fast), /^problem: .* names StorageClass fast, which does not exist\. .*: standard\./);
    const small = [{ name: "fast", isDefault: false, allowsExpansion: false }];
    assertOne(
      told(fast, { storageClasses: small }),
      /^warning: .* StorageClass fast, which does not allow volumes to grow/,
    );
  });

  it("needs the APIs of the plan", async () => {
    const page = { host: "grafana.example.com", kind: "gateway", tlsSecretName: "tls" };
    const gateway = await wantedBy({ metrics: { kind: "prometheus" }, grafana: { ingress: page } });
    const kinds = new Set(
      [...emptyCluster(gateway).kinds].filter((kind) => !kind.startsWith("gateway.networking.k8s.io")),
    );
    const lines = told(gateway, { kinds });
    assert.ok(lines.length > 0);
    for (const line of lines) assert.match(line, /^problem: .*Install the Gateway API's CRDs/);
  });

  it("names what the account may not do, one line for all resources alike", () => {
    const rbac = { group: "rbac.authorization.k8s.io", resource: "clusterroles" };
    const secrets = ["monitoring", "open-telemetry"].flatMap((namespace) =>
      ["secrets", "services"].map((resource) => ({
        verb: "create",
        group: "",
        resource,
        namespace,
      })),
    );
    const refused = [{ verb: "create", ...rbac }, { verb: "patch", ...rbac }, ...secrets];
    const lines = told(wanted, { refused });
    assert.equal(lines.length, 2);
    assert.match(
      lines[0] ?? "",
      /^problem: The account may not create and patch clusterroles\.rbac\.authorization\.k8s\.io,/,
    );
    assert.match(lines[1] ?? "", /may not create secrets and services in monitoring and open-telemetry,/);
  });

  it("says how many more nodes there are than the store is sized for", () => {
    const nodes = ["a", "b", "c", "d"].map((name) => nodeThere(name));
    assertOne(told(wanted, { nodes }), /^warning: gke-telemetry:cluster\.maxNodes is 3, and the cluster has 4 nodes/);
    const windows = nodeThere("w", { labels: { "kubernetes.io/os": "windows" } });
    assert.deepEqual(told(wanted, { nodes: [...nodes.slice(0, 3), windows] }), []);
  });
});

describe("a preflight of nodes", () => {
  let wanted: Wanted;
  before(async () => {
    wanted = await wantedBy({ metrics: { kind: "prometheus" } });
  });
  const pod = (node: string, memoryMiB: number, change = {}) => ({
    namespace: "other",
    node,
    requests: { cpuMillicores: 100, memoryMiB, pods: 1 },
    ...change,
  });

  it("names a node that cannot hold the pods of every node", () => {
    assertOne(
      told(wanted, { pods: [pod("one", 15_990)] }),
      /^warning: Node one cannot hold the stack's pods of every node, which request .*: one has 3,900m of CPU, 10 MiB and 109 pods left/,
    );
  });

  it("does not count pods that the stack has there already", () => {
    const owner = { kind: "DaemonSet", name: "otel-agent" };
    const own = new Set(["DaemonSet open-telemetry/otel-agent"]);
    const pods = [pod("one", 15_990, { namespace: "open-telemetry", owner })];
    assert.deepEqual(told(wanted, { own, pods }), []);
  });

  it("names a workload that fits on no node", () => {
    const allocatable = { cpuMillicores: 1000, memoryMiB: 400, pods: 110 };
    const lines = told(wanted, { nodes: [nodeThere("small", { allocatable })] });
    assert.ok(lines.some((line) => line.startsWith("warning: StatefulSet monitoring/prometheus fits on no node now")));
  });
});
