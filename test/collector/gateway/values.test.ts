import assert from "node:assert/strict";
import { gatewayConfig } from "../../../collector/gateway/config";
import { gatewayValues } from "../../../collector/gateway/values";
import { requirements } from "../../../collector/requirements/requirements";
import { samplerValues } from "../../../collector/sampler/values";
import { IMAGES } from "../../../contract/images";
import { at, type JsonObject, objects, textOf } from "../../../collector/common/model";
import { samplerConfig } from "../../../collector/sampler/config";
import { traceTiming } from "../../../settings/sizing/traces/traces";
import { traceInput } from "../../harness/traceSettings";

const tail = { kind: "tail", samplers: 3 };

function gateway(values: Record<string, unknown> = {}) {
  const input = traceInput(values, { authentication: "basic" });
  const config = gatewayConfig(input);
  return gatewayValues(config, requirements(config), input.tracing, IMAGES.collector);
}

function sampler(values: Record<string, unknown> = {}) {
  const input = traceInput({ sampling: tail, ...values });
  const config = samplerConfig(input)!;
  return samplerValues(config, requirements(config), input.tracing, IMAGES.collector)!;
}

describe("the chart's values for the gateway", () => {
  it("make an autoscaled Deployment within the settings' bounds", () => {
    const values = gateway({
      gateway: { minReplicas: 3, maxReplicas: 7, targetCpuPercent: 60, targetMemoryPercent: 65 },
    });
    assert.equal(values["mode"], "deployment");
    assert.equal(at(values, "autoscaling", "minReplicas"), 3);
    assert.equal(at(values, "autoscaling", "maxReplicas"), 7);
    assert.equal(at(values, "autoscaling", "targetCPUUtilizationPercentage"), 60);
    assert.equal(at(values, "autoscaling", "targetMemoryUtilizationPercentage"), 65);
    assert.equal(values["replicaCount"], undefined);
  });

  it("remove one replica at a time, with a pause that depends on the decision wait", () => {
    for (const sampling of [{ kind: "probabilistic" }, tail, { ...tail, decisionWaitSeconds: 60 }]) {
      const timing = traceTiming(traceInput({ sampling }).tracing.sampling);
      assert.deepEqual(at(gateway({ sampling }), "autoscaling", "behavior", "scaleDown"), {
        stabilizationWindowSeconds: timing.scaleDownWindowSeconds,
        policies: [{ type: "Pods", value: 1, periodSeconds: timing.scaleDownPeriodSeconds }],
      });
    }
  });

  it("let a terminating pod serve during its preStop hook, within its grace period", () => {
    for (const values of [gateway(), gateway({ sampling: tail }), sampler()]) {
      const sleeps = Number(at(values, "lifecycleHooks", "preStop", "sleep", "seconds"));
      assert.ok(sleeps > 0 && Number(values["terminationGracePeriodSeconds"]) > sleeps);
    }
  });

  it("request as much memory as they limit, and set GOMEMLIMIT below it", () => {
    const values = gateway({ gateway: { memoryLimitMiB: 1000, cpuRequestMillicores: 250 } });
    assert.deepEqual(values["resources"], {
      requests: { cpu: "250m", memory: "1000Mi" },
      limits: { cpu: "1000m", memory: "1000Mi" },
    });
    assert.ok(objects(values["extraEnvs"]).some(({ name, value }) => name === "GOMEMLIMIT" && value === "700MiB"));
  });

  it("spread the pods over nodes and zones, and let one at a time be evicted", () => {
    for (const values of [gateway(), sampler()]) {
      const keys = objects(values["topologySpreadConstraints"]).map(({ topologyKey }) => topologyKey);
      assert.deepEqual(keys, ["kubernetes.io/hostname", "topology.kubernetes.io/zone"]);
      assert.deepEqual(values["podDisruptionBudget"], { enabled: true, maxUnavailable: 1 });
    }
  });

  it("open only the ports of the configuration, and no host port", () => {
    const opened = Object.entries(gateway()["ports"] as Record<string, Record<string, unknown>>).flatMap(
      ([name, { enabled, containerPort, hostPort }]) => (enabled ? [[name, containerPort, hostPort]] : []),
    );
    assert.deepEqual(opened, [
      ["otlp", 4317, 0],
      ["otlp-http", 4318, 0],
      ["metrics", 8888, 0],
    ]);
  });

  it("mount the credentials of the store for the gateway and for no sampler, and the certificates of each", () => {
    const mounts = (values: JsonObject) => objects(values["extraVolumeMounts"]).map(({ mountPath }) => mountPath);
    assert.deepEqual(mounts(gateway()), ["/etc/otel/remote-write", "/etc/otel/span-tls"]);
    assert.deepEqual(mounts(sampler()), ["/etc/otel/span-tls"]);
    const secrets = (values: JsonObject) =>
      objects(values["extraVolumes"]).map((one) => at(one, "secret", "secretName"));
    assert.deepEqual(secrets(gateway()), ["remote-write-credentials", "trace-gateway-certificates"]);
    assert.deepEqual(secrets(sampler()), ["trace-sampler-certificates"]);
  });

  it("mount no token and grant no permissions", () => {
    for (const values of [gateway(), sampler()]) {
      assert.equal(at(values, "serviceAccount", "automountServiceAccountToken"), false);
      assert.equal(at(values, "clusterRole", "create"), false);
    }
  });

  it("have the agents scrape the pods", () => {
    assert.equal(at(gateway(), "podAnnotations", "prometheus.io/port"), "8888");
  });
});

describe("the chart's values for the samplers", () => {
  it("exist with tail sampling alone", () => {
    const input = traceInput();
    const config = gatewayConfig(input);
    assert.equal(samplerValues(config, requirements(config), input.tracing, IMAGES.collector), undefined);
  });

  it("make a StatefulSet of the stated size behind a headless Service", () => {
    const values = sampler();
    assert.equal(values["mode"], "statefulset");
    assert.equal(values["replicaCount"], 3);
    assert.equal(at(values, "service", "clusterIP"), "None");
    assert.equal(at(values, "statefulset", "podManagementPolicy"), "Parallel");
  });

  it("have the memory that the traces need", () => {
    const size = (sampling: Record<string, unknown>) =>
      parseInt(textOf(at(sampler({ sampling }), "resources", "limits", "memory")), 10);
    assert.ok(size({ ...tail, tracesPerSecond: 10_000 }) > size(tail));
  });
});
