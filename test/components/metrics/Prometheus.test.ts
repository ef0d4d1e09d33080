import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Prometheus } from "../../../components/metrics/Prometheus";
import { prometheusManifests } from "../../../workloads/prometheus/manifests";
import { at, recordResources, settled, type Recording } from "../../harness/recordResources";
import { PROMETHEUS_SETTINGS } from "../../harness/prometheusSettings";

const manifests = prometheusManifests(PROMETHEUS_SETTINGS, { "agents.yml": { groups: [] } }, { exemplars: false });

const webFiles = { "web.yml": pulumi.secret("{}") };

const record = (deletionProtection: boolean) =>
  recordResources((opts) => new Prometheus("metrics", { manifests, deletionProtection, webFiles }, opts));

describe("Prometheus", () => {
  let recording: Recording<Prometheus>;

  before(async () => {
    recording = await record(true);
  });

  it("creates every object as it was computed", () => {
    const inputs = (type: string, name: string) => recording.single(type, name).inputs;
    assert.deepEqual(inputs("kubernetes:core/v1:ConfigMap", "metrics-config"), manifests.configMap);
    assert.deepEqual(inputs("kubernetes:core/v1:ConfigMap", "metrics-rules"), manifests.rulesConfigMap);
    assert.deepEqual(inputs("kubernetes:core/v1:ServiceAccount", "metrics"), manifests.serviceAccount);
    assert.deepEqual(
      inputs("kubernetes:core/v1:PersistentVolumeClaim", "metrics-data"),
      manifests.persistentVolumeClaim,
    );
    assert.deepEqual(inputs("kubernetes:apps/v1:StatefulSet", "metrics"), manifests.statefulSet);
    assert.deepEqual(inputs("kubernetes:core/v1:Service", "metrics"), manifests.service);
  });

  it("starts the pod only when everything that it names is there, and then waits for the Service", () => {
    const { dependsOn } = recording.single("kubernetes:apps/v1:StatefulSet");
    assert.deepEqual([...dependsOn].sort(), [
      "metrics",
      "metrics-config",
      "metrics-data",
      "metrics-rules",
      "metrics-web",
    ]);
    assert.deepEqual(recording.single("kubernetes:core/v1:Service").dependsOn, ["metrics"]);
  });

  it("puts what it is reached by into one Secret of the name that the pod mounts", () => {
    const { inputs } = recording.single("kubernetes:core/v1:Secret");
    assert.equal(at(inputs, "metadata", "name"), "prometheus-web");
    assert.deepEqual(Object.keys(at(inputs, "stringData", "value") as object), ["web.yml"]);
  });

  it("protects the samples, and nothing else, from deletion", () => {
    const isProtected = recording.resources.filter(({ protect }) => protect);
    assert.deepEqual(
      isProtected.map(({ type }) => type),
      ["kubernetes:core/v1:PersistentVolumeClaim"],
    );
  });

  it("leaves nothing protected where deletion protection is off", async () => {
    const { resources } = await record(false);
    assert.ok(resources.every(({ protect }) => !protect));
  });

  it("publishes the addresses at which the Service is reached", async () => {
    const host = "https://prometheus.monitoring.svc.cluster.local:9090";
    assert.equal(await settled(recording.result.endpoint), host);
    assert.equal(await settled(recording.result.remoteWriteEndpoint), `${host}/api/v1/write`);
  });
});
