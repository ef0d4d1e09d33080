import assert from "node:assert/strict";
import type { Snapshot } from "../../../tools/preflight/cluster/snapshot";
import { keyOf, type Wanted } from "../../../tools/live/wanted";
import { emptyCluster, nodeThere, objectThere, workloadThere } from "./emptyCluster";
import { assertOne, told, wantedBy } from "./told";

describe("a preflight beside other programs", () => {
  let wanted: Wanted;
  let calico: NonNullable<Snapshot["workloads"]>;
  before(async () => {
    wanted = await wantedBy({ metrics: { kind: "prometheus" } });
    calico = emptyCluster(wanted).workloads ?? [];
  });
  const beside = (...workloads: Parameters<typeof workloadThere>[0][]) =>
    told(wanted, { workloads: [...calico, ...workloads.map(workloadThere)] });

  it("names every collector that may scrape the same pods", () => {
    const images = {
      prometheus: "quay.io/prometheus/prometheus:v3.5.0",
      gmp: "gke.gcr.io/prometheus-engine/prometheus:v2.45.3-gmp.10@sha256:00",
      vmagent: "docker.io/victoriametrics/vmagent:v1.126.0",
      alloy: "grafana/alloy:v1.10.0",
      otel: "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s:0.130.0",
      mirrored: "registry.example.com:5000/mirror/otelcol-contrib:0.1",
    };
    const lines = beside(...Object.entries(images).map(([name, image]) => ({ name, images: [image] })));
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? "", /^warning: .*may scrape pods that the agents scrape/);
    for (const name of ["Prometheus", "Google Cloud Managed Service for Prometheus", "vmagent", "Grafana Alloy"])
      assert.match(lines[0] ?? "", new RegExp(`\\(${name}\\)`));
  });

  it("does not take other images of the same makers for collectors", () => {
    const images = [
      "quay.io/prometheus-operator/prometheus-operator:v0.86",
      "quay.io/prometheus/alertmanager:v0.28",
      "docker.io/grafana/grafana:12.0.0",
      "quay.io/kiwigrid/k8s-sidecar:1.30",
      "registry.k8s.io/prometheus-adapter/prometheus-adapter:v0.12",
    ];
    assert.deepEqual(beside({ images }), []);
  });

  it("says that another node exporter doubles its own, and that the agents scrape it too", () => {
    const images = ["quay.io/prometheus/node-exporter:v1.9.1"];
    const annotations = { "prometheus.io/scrape": "true" };
    assertOne(
      beside({ name: "kps-node-exporter", images, annotations }),
      /^warning: DaemonSet other\/kps-node-exporter \(node exporter\) measures the nodes beside .* so the agents scrape it too/,
    );
  });

  it("does not count the stack's own", () => {
    const own = new Set(wanted.objects.map(keyOf));
    const workloads = wanted.objects
      .filter(({ kind }) => kind === "DaemonSet")
      .map(({ namespace = "", name }) => workloadThere({ namespace, name, images: ["prom/node-exporter"] }));
    assert.deepEqual(told(wanted, { own, workloads: [...calico, ...workloads] }), []);
  });

  it("refuses a port of the nodes that another DaemonSet has", async () => {
    const hostNetwork = await wantedBy({ metrics: { kind: "prometheus" }, nodeExporter: { hostNetwork: true } });
    const other = workloadThere({ name: "kps-node-exporter", nodePorts: [9100] });
    assertOne(
      told(hostNetwork, { workloads: [...calico, other] }),
      /^problem: DaemonSet node-exporter\/node-exporter needs port 9100 of every node, which DaemonSet other\/kps-node-exporter has taken/,
    );
    assert.deepEqual(told(wanted, { workloads: [...calico, other] }), []);
  });

  it("doubts that network policies hold where it knows no plugin that enforces them", () => {
    assertOne(told(wanted, { workloads: [] }), /^warning: NetworkPolicies are perhaps not enforced/);
    const k3s = [nodeThere("one", { version: "v1.34.1+k3s1" })];
    assert.deepEqual(told(wanted, { workloads: [], nodes: k3s }), []);
  });

  it("warns of Istio's sidecars in its own namespaces, and of strict mTLS", () => {
    const injected = { ...objectThere("Namespace", "monitoring"), labels: { "istio-injection": "enabled" } };
    const shop = { ...injected, name: "shop" };
    assertOne(
      told(wanted, { namespaces: [injected, shop] }),
      /^warning: Namespace monitoring has Istio's injection on/,
    );
    assertOne(
      told(wanted, { strictMesh: ["istio-system/default"] }),
      /^warning: Istio accepts mTLS alone by PeerAuthentication istio-system\/default/,
    );
  });
});
