import assert from "node:assert/strict";
import { demoManifests } from "../../../workloads/demo";
import { grafanaManifests } from "../../../workloads/grafana/manifests";
import { jaegerManifests } from "../../../workloads/jaeger/manifests";
import { nodeExporterManifests } from "../../../workloads/nodeExporter";
import { prometheusManifests } from "../../../workloads/prometheus/manifests";
import { NAMES } from "../../../contract/names";
import { PROMETHEUS_SETTINGS } from "../../harness/prometheusSettings";
import { JAEGER_CLIENTS } from "../../harness/traceSettings";

const prometheus = prometheusManifests(PROMETHEUS_SETTINGS, {}, { exemplars: false });
const grafana = grafanaManifests({ scrapeIntervalSeconds: 30, dashboards: [] });
const nodeExporter = nodeExporterManifests({ hostNetwork: false });

const jaeger = jaegerManifests({
  name: "payments",
  namespaces: [],
  ...JAEGER_CLIENTS,
  storage: { kind: "volume", sizeGiB: 10, retentionHours: 48 },
});
const hotrod = demoManifests(NAMES.hotrod);
const metricsDemo = demoManifests(NAMES.metricsDemo);

const workloads = [
  { workload: prometheus.statefulSet, serviceAccount: prometheus.serviceAccount, userId: 65_534 },
  { workload: grafana.deployment, serviceAccount: grafana.serviceAccount, userId: 472 },
  { workload: nodeExporter.daemonSet, serviceAccount: nodeExporter.serviceAccount, userId: 65_534 },
  { workload: jaeger.statefulSet, serviceAccount: jaeger.serviceAccount, userId: 10_001 },
  { workload: hotrod.deployment, serviceAccount: hotrod.serviceAccount, userId: 65_534 },
  { workload: metricsDemo.deployment, serviceAccount: metricsDemo.serviceAccount, userId: 100 },
];

describe("pod security", () => {
  for (const { workload, serviceAccount, userId } of workloads) {
    const pod = workload.spec.template.spec;
    const { name } = workload.metadata;

    it(`${name} runs as its own user, never as root`, () => {
      const { runAsNonRoot, runAsUser, runAsGroup, fsGroup, seccompProfile } = pod.securityContext;
      assert.deepEqual([runAsNonRoot, runAsUser, runAsGroup, fsGroup], [true, userId, userId, userId]);
      assert.deepEqual(seccompProfile, { type: "RuntimeDefault" });
    });

    it(`${name} cannot gain a right or write to its image`, () => {
      for (const { securityContext } of pod.containers) {
        assert.deepEqual(securityContext, {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
      }
    });

    it(`${name} gets no token for the Kubernetes API`, () => {
      assert.equal(pod.automountServiceAccountToken, false);
      assert.equal(serviceAccount.automountServiceAccountToken, false);
      assert.equal(pod.serviceAccountName, serviceAccount.metadata.name);
      assert.equal(workload.metadata.namespace, serviceAccount.metadata.namespace);
    });

    it(`${name} takes no port of the node and has requests and limits`, () => {
      for (const { ports, resources } of pod.containers) {
        assert.ok(ports.every((port) => !("hostPort" in port)));
        for (const amounts of [resources.requests, resources.limits]) {
          assert.match(amounts.cpu, /^\d+m?$/);
          assert.match(amounts.memory, /^\d+Mi$/);
        }
      }
    });

    it(`${name} selects exactly its own pods`, () => {
      assert.deepEqual(workload.spec.selector.matchLabels, workload.spec.template.metadata.labels);
    });

    it(`${name} has every volume that it mounts`, () => {
      const volumes = new Set<string>("volumes" in pod ? pod.volumes.map((volume) => volume.name) : []);
      for (const container of pod.containers) {
        const mounts: readonly { readonly name: string }[] = "volumeMounts" in container ? container.volumeMounts : [];
        assert.ok(mounts.every((mount) => volumes.has(mount.name)));
      }
    });
  }
});
