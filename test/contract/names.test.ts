import assert from "node:assert/strict";
import { agentNames, traceNames } from "../../contract/names";

describe("names of agents", () => {
  it("are those of every existing stack by default", () => {
    assert.deepEqual(agentNames(), {
      namespace: "open-telemetry",
      release: "otel",
      daemonSet: "otel-agent",
      service: "otel-agent",
      metricsService: "otel-agent-metrics",
      serviceAccount: "otel",
      clusterRole: "otel-agent",
      clusterRoleBinding: "otel-discoverer",
      priorityClass: "otel-agent",
      credentialsSecret: "remote-write-credentials",
      queueSubfolder: "",
    });
  });

  it("clash neither between releases of a namespace nor between namespaces with one release", () => {
    const all = [
      agentNames(),
      agentNames("gpu"),
      agentNames("otel", "edge"),
      agentNames("gpu", "edge"),
      agentNames("edge-gpu"),
      agentNames("b-c", "a"),
      agentNames("c", "a-b"),
    ];
    const inCluster = all.map(({ clusterRole }) => clusterRole);
    const bindings = all.map(({ clusterRoleBinding }) => clusterRoleBinding);
    const priorities = all.map(({ priorityClass }) => priorityClass);
    const secrets = all.map(({ namespace, credentialsSecret }) => `${namespace}/${credentialsSecret}`);
    const queues = all.map(({ queueSubfolder }) => queueSubfolder);
    for (const names of [inCluster, bindings, priorities, secrets, queues])
      assert.equal(new Set(names).size, all.length);
  });
});

describe("names of a trace pipeline", () => {
  it("are those of every existing stack by default", () => {
    assert.deepEqual(traceNames(), {
      namespace: "tracing",
      gateway: "trace-gateway",
      gatewayHeadless: "trace-gateway-headless",
      sampler: "trace-sampler",
      credentialsSecret: "remote-write-credentials",
    });
  });
});
