import assert from "node:assert/strict";
import { agentConfig } from "../../../collector/agent/config";
import type { CollectorConfig, JsonObject } from "../../../collector/common/model";
import { CHART_POD_VARIABLES, extraVariables, referencedVariables } from "../../../collector/requirements/environment";
import { unknownVariables as unknown } from "../../../collector/requirements/environment";
import { clusterRoleRules } from "../../../collector/requirements/permissions";
import { requirements } from "../../../collector/requirements/requirements";
import { agentInput, OWN_IMAGE } from "../../harness/agentSettings";

const config = (settings: Record<string, unknown> = {}) => agentConfig(agentInput(settings));
const unknownVariables = (of: CollectorConfig) => unknown(of, CHART_POD_VARIABLES);
const VERBS = ["list", "watch"];

const withDiscovery = (discovery: JsonObject): CollectorConfig => ({
  ...config({ enrich: false }),
  receivers: { prometheus: { config: { scrape_configs: [{ job_name: "one", kubernetes_sd_configs: [discovery] }] } } },
});

const withExtract = (extract: JsonObject): CollectorConfig => ({
  ...config(),
  processors: { "k8s_attributes/own": { extract } },
});

const resources = (of: CollectorConfig) => clusterRoleRules(of).flatMap((rule) => rule.resources);

describe("rights of the agent", () => {
  it("are to read pods and nothing else, with enrichment or without", () => {
    const pods = [{ apiGroups: [""], resources: ["pods"], verbs: VERBS }];
    assert.deepEqual(clusterRoleRules(config()), pods);
    assert.deepEqual(clusterRoleRules(config({ enrich: false })), pods);
  });

  it("are to get the metrics of kubelets too where it asks one, and no more of nodes", () => {
    const asking = agentConfig({ ...agentInput(), containers: { enabled: true, verifyKubelet: true } });
    assert.deepEqual(clusterRoleRules(asking), [
      { apiGroups: [""], resources: ["pods"], verbs: VERBS },
      { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
    ]);
    assert.deepEqual(unknownVariables(asking), []);
  });

  it("are none for a configuration that watches nothing", () => {
    assert.deepEqual(clusterRoleRules({ ...config({ enrich: false }), receivers: {} }), []);
  });

  it("follow the role of the discovery, with one rule for each API group", () => {
    assert.deepEqual(clusterRoleRules({ ...withDiscovery({ role: "endpointslice" }), processors: {} }), [
      { apiGroups: [""], resources: ["pods", "services"], verbs: VERBS },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: VERBS },
    ]);
  });

  it("grow with metadata that the discovery attaches", () => {
    const node = withDiscovery({ role: "pod", attach_metadata: { node: true, namespace: false } });
    assert.deepEqual(resources(node), ["nodes", "pods"]);
  });

  it("grow with attributes that the pod does not tell itself", () => {
    assert.deepEqual(resources(withExtract({ metadata: ["k8s.pod.name", "k8s.deployment.name"] })), ["pods"]);
    assert.deepEqual(resources(withExtract({ metadata: ["k8s.deployment.uid"] })), ["pods", "replicasets"]);
    assert.deepEqual(resources(withExtract({ labels: [{ key: "team", from: "namespace" }] })), ["namespaces", "pods"]);
    assert.deepEqual(resources(withExtract({ labels: [{ key: "team", from: "pod" }] })), ["pods"]);
  });
});

describe("needs of the agent's pod", () => {
  it("are the ports at which the configuration listens", () => {
    const { otlpGrpc, otlpHttp, health, metrics, zipkin } = requirements(config()).ports;
    assert.deepEqual([otlpGrpc, otlpHttp, health, metrics, zipkin], [4317, 4318, 13133, 8888, undefined]);
    assert.equal(requirements({ ...config(), receivers: {} }).ports.otlpGrpc, undefined);
  });

  it("are its node's name in the environment, besides what the chart sets", () => {
    assert.deepEqual(extraVariables(config()), [
      { name: "KUBE_NODE_NAME", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "spec.nodeName" } } },
    ]);
    assert.deepEqual(referencedVariables(config()), [
      "KUBE_NODE_NAME",
      "MY_POD_IP",
      "OTEL_K8S_NAMESPACE",
      "OTEL_K8S_POD_NAME",
    ]);
  });

  it("tell of a variable that nobody sets", () => {
    assert.deepEqual(unknownVariables(config()), []);
    const health_check = { endpoint: "${env:POD_ADDRESS}:13133" };
    const unset = { ...config(), extensions: { ...config().extensions, health_check } };
    assert.deepEqual(unknownVariables(unset), ["POD_ADDRESS"]);
  });

  it("are the gates with which the exporter retries after a 429 and writes version 2.0", () => {
    const retry = "exporter.prometheusremotewritexporter.RetryOn429";
    assert.deepEqual(requirements(config()).featureGates, [
      retry,
      "exporter.prometheusremotewritexporter.enableSendingRW2",
    ]);
    assert.deepEqual(requirements(agentConfig(agentInput({}, { version: "1.0" }))).featureGates, [retry]);
    assert.deepEqual(requirements({ ...config(), exporters: { debug: {} } }).featureGates, []);
  });

  it("are a volume, and the node's name, where it keeps a queue in files", () => {
    const durable = agentConfig(agentInput({}, {}, { ...OWN_IMAGE, delivery: "durable" }));
    assert.equal(requirements(config()).volumes.queue, false);
    assert.equal(requirements(agentConfig(agentInput({}, {}, OWN_IMAGE))).volumes.queue, false);
    assert.equal(requirements(durable).volumes.queue, true);
    assert.deepEqual(requirements(durable).featureGates, []);
    assert.deepEqual(
      extraVariables({ ...durable, receivers: {}, processors: {} }).map(({ name }) => name),
      ["KUBE_NODE_NAME"],
    );
  });

  it("are the Secret's files only where an extension reads them", () => {
    assert.equal(requirements(config()).volumes.credentials, false);
    assert.equal(requirements(agentConfig(agentInput({}, { authentication: "basic" }))).volumes.credentials, true);
    assert.equal(requirements(agentConfig(agentInput({}, { authentication: "bearer" }))).volumes.credentials, true);
  });
});
