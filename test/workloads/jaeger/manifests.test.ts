import assert from "node:assert/strict";
import { CHECKSUM_ANNOTATION } from "../../../contract/pods/checksum";
import { jaegerManifests } from "../../../workloads/jaeger/manifests";
import { type JaegerInput, jaegerInputs } from "../../../workloads/jaeger/input";
import { jaegerQueryUrl } from "../../../contract/endpoints";
import { jaegerSizing } from "../../../settings/sizing/traces/jaeger";
import { agent } from "../../../settings/schema/agent";
import { grafana } from "../../../settings/schema/grafana";
import { tracing } from "../../../settings/schema/tracing";
import { JAEGER_CLIENTS } from "../../harness/traceSettings";

const VOLUME = { kind: "volume", sizeGiB: 10, retentionHours: 48 } as const;

const manifests = (input: Partial<JaegerInput> = {}) =>
  jaegerManifests({
    name: "payments",
    namespaces: ["shop"],
    ...JAEGER_CLIENTS,
    storage: { kind: "memory", maxTraces: 20_000 },
    ...input,
  });

function pod(input: Partial<JaegerInput> = {}) {
  return manifests(input).statefulSet.spec.template;
}

function container(input: Partial<JaegerInput> = {}) {
  const [only] = pod(input).spec.containers;
  assert.ok(only);
  return only;
}

describe("Jaeger", () => {
  it("is one for each team, and one for the spans of nobody", () => {
    const inputs = jaegerInputs({
      agent: agent.parse({}),
      grafana: grafana.parse({}),
      tracing: tracing.parse({
        defaultStorage: VOLUME,
        teams: [{ name: "payments", namespaces: ["shop"], storage: VOLUME }, { name: "search" }],
      }),
    });
    assert.deepEqual(
      inputs.map(({ name, namespaces, storage }) => [name, namespaces, storage.kind]),
      [
        ["default", [], "volume"],
        ["payments", ["shop"], "volume"],
        ["search", [], "memory"],
      ],
    );
  });

  it("reads the file that is mounted from its ConfigMap", () => {
    const { configMap } = manifests();
    assert.deepEqual(container().args, ["--config=/etc/jaeger/config.yaml"]);
    assert.deepEqual(Object.keys(configMap.data), ["config.yaml"]);
    const [config] = pod().spec.volumes;
    assert.deepEqual(config, { name: "config", configMap: { name: configMap.metadata.name } });
  });

  it("has a volume of its own where traces are to survive a restart, which can grow", () => {
    const { persistentVolumeClaim, statefulSet } = manifests({
      storage: { ...VOLUME, storageClassName: "premium-rwo" },
    });
    assert.deepEqual(persistentVolumeClaim?.spec, {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "10Gi" } },
      storageClassName: "premium-rwo",
    });
    assert.ok(!("volumeClaimTemplates" in statefulSet.spec));
    const data = pod({ storage: VOLUME }).spec.volumes.find(({ name }) => name === "data");
    assert.deepEqual(data, { name: "data", persistentVolumeClaim: { claimName: persistentVolumeClaim.metadata.name } });
    const mount = container({ storage: VOLUME }).volumeMounts.find(({ name }) => name === "data");
    assert.deepEqual(mount, { name: "data", mountPath: "/var/lib/jaeger" });
  });

  it("has no volume, and nothing to write to, where traces are kept in memory", () => {
    assert.equal(manifests().persistentVolumeClaim, undefined);
    assert.ok(container().volumeMounts.every((mount) => "readOnly" in mount));
  });

  it("restarts when its configuration changes, and only then", () => {
    const checksumOf = (input: Partial<JaegerInput>) => pod(input).metadata.annotations[CHECKSUM_ANNOTATION];
    assert.equal(checksumOf({}), checksumOf({ namespaces: ["other"] }));
    assert.notEqual(checksumOf({}), checksumOf({ storage: { kind: "memory", maxTraces: 30_000 } }));
    assert.equal(checksumOf({ storage: VOLUME }), checksumOf({ storage: { ...VOLUME, storageClassName: "fast" } }));
  });

  it("is one process, because two could not share what is stored", () => {
    assert.equal(manifests().statefulSet.spec.replicas, 1);
  });

  it("has time to open a large database, and to close it", () => {
    const { startupProbe } = container();
    assert.equal(startupProbe.periodSeconds * startupProbe.failureThreshold, 600);
    assert.equal(pod().spec.terminationGracePeriodSeconds, 120);
  });

  it("is asked for its health where it answers that", () => {
    for (const probe of [container().startupProbe, container().readinessProbe, container().livenessProbe]) {
      assert.deepEqual(probe.httpGet, { port: "health", path: "/status" });
    }
    assert.equal(container().ports.find(({ name }) => name === "health")?.containerPort, 13_133);
  });

  it("is scraped by the agents, under one job for all teams", () => {
    const { annotations, labels } = pod().metadata;
    assert.deepEqual(
      { ...annotations, [CHECKSUM_ANNOTATION]: "" },
      {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": "8888",
        "prometheus.io/path": "/metrics",
        [CHECKSUM_ANNOTATION]: "",
      },
    );
    assert.equal(labels["app.kubernetes.io/name"], "jaeger");
  });

  it("answers queries and takes spans under one name, and spans under the name of its pod", () => {
    const { service, headlessService, statefulSet } = manifests();
    assert.deepEqual(
      service.spec.ports.map(({ name, port, targetPort }) => [name, port, targetPort]),
      [
        ["query", 16_686, "query"],
        ["otlp-grpc", 4317, "otlp-grpc"],
        ["otlp-http", 4318, "otlp-http"],
      ],
    );
    assert.equal(headlessService.spec.clusterIP, "None");
    assert.equal(statefulSet.spec.serviceName, headlessService.metadata.name);
    for (const { spec } of [service, headlessService]) {
      assert.deepEqual(spec.selector, statefulSet.spec.selector.matchLabels);
      assert.equal(spec.type, "ClusterIP");
      for (const { targetPort } of spec.ports) {
        assert.ok(container().ports.some(({ name }) => name === targetPort));
      }
    }
    assert.equal(
      jaegerQueryUrl(manifests().service.metadata),
      "http://jaeger-payments.tracing.svc.cluster.local:16686",
    );
  });

  it("shares no name and no pod with another team, whatever that is called", () => {
    const [ours, theirs] = [manifests({ name: "a" }), manifests({ name: "a-headless" })];
    const names = [ours, theirs].flatMap(({ service, headlessService }) => [
      service.metadata.name,
      headlessService.metadata.name,
    ]);
    assert.equal(new Set(names).size, 4);
    assert.notDeepEqual(ours.service.spec.selector, theirs.service.spec.selector);
  });

  it("is served outside the cluster by its query port, and only where that is asked for", () => {
    assert.equal(manifests().page, undefined);
    const ingress = { kind: "ingress", host: "jaeger.example.com", tlsSecretName: "tls", annotations: {} } as const;
    const { spec } = manifests({ ingress }).page!.ingress!;
    const { service } = spec.rules[0]!.http.paths[0]!.backend;
    assert.deepEqual(service, { name: "jaeger-payments", port: { name: "query" } });
  });

  it("is byte-equal for equal settings", () => {
    assert.equal(JSON.stringify(manifests()), JSON.stringify(manifests()));
  });
});

describe("Jaeger's size", () => {
  const memoryMiB = (text: string) => Number(/^(\d+)Mi$/.exec(text)?.[1]);

  it("follows from the traces that are kept in memory, all of it requested", () => {
    const small = jaegerSizing({ kind: "memory", maxTraces: 1000 }).resources;
    const large = jaegerSizing({ kind: "memory", maxTraces: 100_000 }).resources;
    assert.ok(memoryMiB(large.limits.memory) > 10 * memoryMiB(small.limits.memory));
    assert.deepEqual(large.requests.memory, large.limits.memory);
  });

  it("follows from the volume, whose tables' indexes stay in memory", () => {
    const small = jaegerSizing({ ...VOLUME, sizeGiB: 1 }).resources;
    const large = jaegerSizing({ ...VOLUME, sizeGiB: 100 }).resources;
    assert.ok(memoryMiB(large.requests.memory) > memoryMiB(small.requests.memory));
    assert.ok(memoryMiB(large.limits.memory) > memoryMiB(large.requests.memory));
  });

  it("has the runtime collect before the limiter refuses, and that before the kernel acts", () => {
    const { memoryLimiterMiB, goMemoryLimitMiB, resources } = jaegerSizing(VOLUME);
    assert.ok(goMemoryLimitMiB < memoryLimiterMiB * 0.9);
    assert.ok(memoryLimiterMiB < memoryMiB(resources.limits.memory));
    const variable = container({ storage: VOLUME }).env.find(({ name }) => name === "GOMEMLIMIT");
    assert.equal(variable?.value, `${goMemoryLimitMiB}MiB`);
  });
});
