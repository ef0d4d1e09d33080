import assert from "node:assert/strict";
import { CHECKSUM_ANNOTATION } from "../../../contract/pods/checksum";
import { prometheusConfig, prometheusManifests, STARTUP_BUDGET_SECONDS } from "../../../workloads/prometheus/manifests";
import { prometheusResources } from "../../../settings/sizing/prometheus";
import type { StoreSettings } from "../../../settings/sizing/store";
import { PROMETHEUS_SETTINGS } from "../../harness/prometheusSettings";

const RULES = { "agents.yml": { groups: [] }, "nodes.yml": { groups: [] } };

function manifests(settings: Partial<StoreSettings> = {}, ruleFiles: Record<string, unknown> = RULES) {
  return prometheusManifests({ ...PROMETHEUS_SETTINGS, ...settings }, ruleFiles, { exemplars: false });
}

function config(settings: Partial<StoreSettings> = {}) {
  const text = manifests(settings).configMap.data["prometheus.yml"] ?? "";
  return JSON.parse(text) as ReturnType<typeof prometheusConfig>;
}

function container(settings: Partial<StoreSettings> = {}) {
  const [only] = manifests(settings).statefulSet.spec.template.spec.containers;
  assert.ok(only);
  return only;
}

function podChecksum(built: ReturnType<typeof manifests>): string | undefined {
  return built.statefulSet.spec.template.metadata.annotations[CHECKSUM_ANNOTATION];
}

describe("Prometheus", () => {
  it("takes remote writes, and lets nobody reload, stop or delete over HTTP", () => {
    const { args } = container();
    assert.ok(args.includes("--web.enable-remote-write-receiver"));
    assert.ok(!args.some((argument) => /enable-(lifecycle|admin-api)/.test(argument)));
  });

  it("reads the configuration and the data where they are mounted", () => {
    const { args, volumeMounts } = container();
    assert.ok(args.includes("--config.file=/etc/prometheus/config/prometheus.yml"));
    assert.ok(args.includes("--storage.tsdb.path=/prometheus"));
    assert.deepEqual(
      volumeMounts.map(({ mountPath }) => mountPath),
      ["/etc/prometheus/config", "/etc/prometheus/rules", "/etc/prometheus/web", "/prometheus"],
    );
  });

  it("keeps samples for the given hours, in four fifths of the volume", () => {
    assert.deepEqual(config({ retentionHours: 168, storageGiB: 100 }).storage.tsdb.retention, {
      time: "168h",
      size: "81920MB",
    });
  });

  it("takes late samples within the given window, and none with a window of zero", () => {
    assert.equal(config({ outOfOrderMinutes: 45 }).storage.tsdb.out_of_order_time_window, "45m");
    assert.equal(config({ outOfOrderMinutes: 0 }).storage.tsdb.out_of_order_time_window, "0m");
  });

  it("scrapes nothing itself, and is in the agents' own job and not among the annotated pods", () => {
    assert.ok(!("scrape_configs" in config()));
    const annotations: Record<string, string> = manifests().statefulSet.spec.template.metadata.annotations;
    assert.equal("prometheus.io/scrape" in annotations, false);
  });

  it("answers over TLS and with a password alone, from a Secret that only its own user reads", () => {
    assert.ok(container().args.includes("--web.config.file=/etc/prometheus/web/web.yml"));
    assert.deepEqual(
      manifests().statefulSet.spec.template.spec.volumes.find(({ name }) => name === "web"),
      { name: "web", secret: { secretName: "prometheus-web", defaultMode: 0o440 } },
    );
  });

  it("loads every rule file that it is given", () => {
    assert.deepEqual(config().rule_files, ["/etc/prometheus/rules/agents.yml", "/etc/prometheus/rules/nodes.yml"]);
    const text = "groups: []\n";
    assert.deepEqual(manifests().rulesConfigMap.data, { "agents.yml": text, "nodes.yml": text });
  });

  it("restarts when its configuration or a rule changes, and only then", () => {
    const before = podChecksum(manifests());
    assert.equal(podChecksum(manifests()), before);
    assert.notEqual(podChecksum(manifests({ retentionHours: 13 })), before);
    assert.notEqual(
      podChecksum(manifests({}, { ...RULES, "nodes.yml": { groups: [{ name: "changed", rules: [] }] } })),
      before,
    );
    assert.equal(podChecksum(manifests({ expectedSamplesPerSecond: 20_000 })), before);
  });

  it("asks for a volume of the given size and class, and for the cluster's own class without one", () => {
    const { spec } = manifests({ storageGiB: 50, storageClassName: "premium-rwo" }).persistentVolumeClaim;
    assert.deepEqual(spec, {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "50Gi" } },
      storageClassName: "premium-rwo",
    });
    assert.ok(!("storageClassName" in manifests().persistentVolumeClaim.spec));
  });

  it("mounts the claim that it creates", () => {
    const { statefulSet, persistentVolumeClaim } = manifests();
    const data = statefulSet.spec.template.spec.volumes.find(({ name }) => name === "data");
    assert.deepEqual(data, {
      name: "data",
      persistentVolumeClaim: { claimName: persistentVolumeClaim.metadata.name },
    });
  });

  it("may take its whole budget to replay the log, and has time to close the database", () => {
    const { startupProbe } = container();
    assert.ok(startupProbe.exec.command.includes("ready"));
    assert.equal(startupProbe.periodSeconds * startupProbe.failureThreshold, STARTUP_BUDGET_SECONDS);
    assert.equal(manifests().statefulSet.spec.template.spec.terminationGracePeriodSeconds, 300);
  });

  it("is restarted when it hangs and gets no traffic before it is ready", () => {
    assert.deepEqual(container().livenessProbe.exec.command.slice(0, 3), ["/bin/promtool", "check", "healthy"]);
    assert.deepEqual(container().readinessProbe.exec.command.slice(0, 3), ["/bin/promtool", "check", "ready"]);
  });

  it("is probed with a password that stands in a file and not in the pod", () => {
    assert.deepEqual(container().readinessProbe.exec.command.slice(3), [
      "--url=https://localhost:9090",
      "--http.config.file=/etc/prometheus/web/probe.yml",
    ]);
  });

  it("fits a node with two cores at the default rate", () => {
    assert.deepEqual(prometheusResources({ expectedSamplesPerSecond: 10_000, scrapeIntervalSeconds: 30 }), {
      requests: { cpu: "300m", memory: "1256Mi" },
      limits: { cpu: "1600m", memory: "2512Mi" },
    });
  });

  it("has memory for as many series as the rate stands for at the scrape interval, and CPU for the rate", () => {
    const requests = (scrapeIntervalSeconds: number) => container({ scrapeIntervalSeconds }).resources.requests;
    assert.deepEqual(requests(15), { cpu: "300m", memory: "756Mi" });
    assert.deepEqual(requests(30), { cpu: "300m", memory: "1256Mi" });
    assert.deepEqual(requests(120), { cpu: "300m", memory: "4256Mi" });
  });

  it("evaluates rules once a scrape interval", () => {
    assert.equal(config({ scrapeIntervalSeconds: 15 }).global.evaluation_interval, "15s");
    assert.equal(config({ scrapeIntervalSeconds: 120 }).global.evaluation_interval, "120s");
  });

  it("asks for more with a higher rate", () => {
    assert.deepEqual(container({ expectedSamplesPerSecond: 100_000 }).resources.requests, {
      cpu: "2100m",
      memory: "10256Mi",
    });
  });

  it("answers under the Service's port through the selector of its own pod", () => {
    const { service, statefulSet } = manifests();
    assert.deepEqual(service.spec.selector, statefulSet.spec.template.metadata.labels);
    assert.deepEqual(service.spec.ports, [{ name: "https", port: 9090, targetPort: "https", protocol: "TCP" }]);
    assert.equal(container().ports[0]?.name, "https");
  });

  it("is byte-equal for equal settings", () => {
    assert.equal(JSON.stringify(manifests()), JSON.stringify(manifests()));
  });
});
