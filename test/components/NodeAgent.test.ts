import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { agentConfig } from "../../collector/agent/config";
import { at, type Json, objects } from "../../collector/common/model";
import { requirements } from "../../collector/requirements/requirements";
import { agentMonitor, agentService } from "../../collector/agent/service";
import { agentValues } from "../../collector/agent/values";
import type { RemoteWriteCredentials } from "../../components/common/remoteWriteSecret";
import { NodeAgent, type NodeAgentArgs } from "../../components/NodeAgent";
import { IMAGES } from "../../contract/images";
import { agentNames } from "../../contract/names";
import { agentInput } from "../harness/agentSettings";
import { recordResources, settled, type Recording } from "../harness/recordResources";

const CHART = "kubernetes:helm.sh/v4:Chart";
const SERVICE = "kubernetes:core/v1:Service";
const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const SECRET = "kubernetes:core/v1:Secret";
const CANARY = "canary-password";

const input = agentInput();
const config = agentConfig(input);
const required = requirements(config);
const values = agentValues(config, required, input, IMAGES.collector);
const service = (locality: "require" | "prefer") => agentService(required, { locality });

const record = (args: Partial<NodeAgentArgs> = {}): Promise<Recording<NodeAgent>> =>
  recordResources(
    (opts) =>
      new NodeAgent(
        "agent",
        {
          values,
          chart: { chart: "opentelemetry-collector", version: "1.2.3", repository: "https://charts.example.com" },
          service: service("require"),
          ...args,
        },
        opts,
      ),
  );

const secretWith = (credentials: RemoteWriteCredentials) => ({ name: "remote-write-credentials", credentials });

/** What stands at a path of keys in the inputs of the one resource of a type, or of a type and name. */
const inputOf = (recording: Recording<NodeAgent>, type: string, name: string | undefined, ...path: readonly string[]) =>
  at(recording.single(type, name).inputs as Json, ...path);

describe("NodeAgent", () => {
  it("installs the chart as release otel in namespace open-telemetry with the given values and their ConfigMap", async () => {
    const recording = await record();
    const existingName = inputOf(recording, CONFIG_MAP, "otel-configuration", "metadata", "name");
    assert.equal(inputOf(recording, CONFIG_MAP, "otel-configuration", "metadata", "namespace"), "open-telemetry");
    assert.deepEqual(recording.single(CHART, "otel").inputs, {
      name: "otel",
      namespace: "open-telemetry",
      chart: "opentelemetry-collector",
      version: "1.2.3",
      repositoryOpts: { repo: "https://charts.example.com" },
      values: { ...values, configMap: { create: false, existingName } },
    });
  });

  it("installs a chart folder without asking for a version or a repository", async () => {
    const recording = await record({ chart: { chart: "./charts/opentelemetry-collector" } });
    assert.equal(inputOf(recording, CHART, "otel", "chart"), "./charts/opentelemetry-collector");
    assert.equal(inputOf(recording, CHART, "otel", "version"), undefined);
    assert.equal(inputOf(recording, CHART, "otel", "repositoryOpts"), undefined);
  });

  it("makes the Service otel-agent with both OTLP ports for the chart's pods", async () => {
    const recording = await record();
    assert.equal(inputOf(recording, SERVICE, "agent-service", "metadata", "name"), "otel-agent");
    assert.equal(inputOf(recording, SERVICE, "agent-service", "metadata", "namespace"), "open-telemetry");
    assert.equal(inputOf(recording, SERVICE, "agent-service", "spec", "type"), "ClusterIP");
    assert.deepEqual(inputOf(recording, SERVICE, "agent-service", "spec", "selector"), {
      "app.kubernetes.io/name": "opentelemetry-collector",
      "app.kubernetes.io/instance": "otel",
      component: "agent-collector",
    });
    const ports = objects(inputOf(recording, SERVICE, "agent-service", "spec", "ports"));
    assert.deepEqual(
      ports.map(({ port, targetPort, appProtocol, nodePort }) => [port, targetPort, appProtocol, nodePort]),
      [
        [4317, 4317, "grpc", undefined],
        [4318, 4318, "http", undefined],
      ],
    );
  });

  it("keeps OTLP on the node where locality is required", async () => {
    const recording = await record({ service: service("require") });
    assert.equal(inputOf(recording, SERVICE, "agent-service", "spec", "internalTrafficPolicy"), "Local");
    assert.equal(inputOf(recording, SERVICE, "agent-service", "spec", "trafficDistribution"), undefined);
  });

  it("lets OTLP fall back to another node where locality is preferred", async () => {
    const recording = await record({ service: service("prefer") });
    assert.equal(inputOf(recording, SERVICE, "agent-service", "spec", "internalTrafficPolicy"), undefined);
    assert.equal(inputOf(recording, SERVICE, "agent-service", "spec", "trafficDistribution"), "PreferSameNode");
  });

  it("tells workloads where to send OTLP", async () => {
    const { result } = await record();
    const host = "otel-agent.open-telemetry.svc.cluster.local";
    assert.equal(await settled(result.otlpGrpcEndpoint), `http://${host}:4317`);
    assert.equal(await settled(result.otlpHttpEndpoint), `http://${host}:4318`);
  });

  it("makes no Secret without credentials", async () => {
    const types = (await record()).resources.map(({ type }) => type);
    assert.deepEqual(types, ["gke-telemetry:agent:NodeAgent", CONFIG_MAP, CHART, SERVICE]);
  });

  it("puts credentials into the Secret that the agents mount, before the agents, and nowhere else", async () => {
    const recording = await record({
      remoteWriteSecret: secretWith({ username: pulumi.secret("writer"), password: pulumi.secret(CANARY) }),
    });
    assert.equal(inputOf(recording, SECRET, undefined, "metadata", "name"), "remote-write-credentials");
    assert.equal(inputOf(recording, SECRET, undefined, "metadata", "namespace"), "open-telemetry");
    const data = JSON.stringify(inputOf(recording, SECRET, undefined, "stringData"));
    assert.match(data, /"password":"canary-password","username":"writer"/);
    assert.deepEqual(recording.single(CHART).dependsOn, [recording.single(SECRET).name, "otel-configuration"]);
    const elsewhere = recording.resources.filter(({ type }) => type !== SECRET);
    assert.doesNotMatch(JSON.stringify(elsewhere.map((one) => one.inputs)), new RegExp(CANARY));
  });

  it("adds name and password in the one form in which the agents send both, secret as they are", async () => {
    const recording = await record({
      remoteWriteSecret: secretWith({ username: pulumi.output("writer"), password: pulumi.secret("word") }),
    });
    const data = JSON.stringify(inputOf(recording, SECRET, undefined, "stringData"));
    assert.match(data, new RegExp(`"basic-credentials":"${Buffer.from("writer:word").toString("base64")}"`));
  });

  it("puts the authority under the name of the file by which the agents know the store", async () => {
    const recording = await record({ remoteWriteSecret: secretWith({ authority: pulumi.output("certificate") }) });
    assert.match(JSON.stringify(inputOf(recording, SECRET, undefined, "stringData")), /"ca\.crt":"certificate"/);
  });

  it("puts a bearer token under the name of the file that the agents read", async () => {
    const recording = await record({ remoteWriteSecret: secretWith({ bearerToken: pulumi.secret(CANARY) }) });
    const data = JSON.stringify(inputOf(recording, SECRET, undefined, "stringData"));
    assert.match(data, /"bearer-token":"canary-password"/);
  });

  it("describes its metrics to the Prometheus operator by setting", async () => {
    const recording = await record({ monitor: agentMonitor(required, { scrapeIntervalSeconds: 15 }) });
    const monitor = "kubernetes:monitoring.coreos.com/v1:ServiceMonitor";
    assert.equal(inputOf(recording, SERVICE, "agent-metrics-service", "spec", "clusterIP"), "None");
    const [port] = objects(inputOf(recording, SERVICE, "agent-metrics-service", "spec", "ports"));
    assert.equal(port?.["port"], 8888);
    const [endpoint] = objects(inputOf(recording, monitor, undefined, "spec", "endpoints"));
    assert.equal(endpoint?.["port"], port["name"]);
    assert.equal(endpoint?.["interval"], "15s");
    const labels = inputOf(recording, SERVICE, "agent-metrics-service", "metadata", "labels");
    assert.deepEqual(inputOf(recording, monitor, undefined, "spec", "selector", "matchLabels"), labels);
    assert.notDeepEqual(inputOf(recording, SERVICE, "agent-service", "metadata", "labels"), labels);
  });
});

describe("two NodeAgents of a program", () => {
  const names = agentNames("gpu", "edge");
  const second: NodeAgentArgs = {
    values: agentValues(config, required, input, IMAGES.collector, names),
    chart: { chart: "opentelemetry-collector" },
    service: agentService(required, { locality: "require" }, names),
    monitor: agentMonitor(required, { scrapeIntervalSeconds: 15 }, names),
    remoteWriteSecret: { name: names.credentialsSecret, credentials: { bearerToken: pulumi.secret(CANARY) } },
  };
  const recordBoth = () =>
    recordResources((opts) => {
      new NodeAgent(
        "agent",
        {
          values,
          chart: { chart: "opentelemetry-collector" },
          service: service("require"),
          monitor: agentMonitor(required, { scrapeIntervalSeconds: 15 }),
          remoteWriteSecret: secretWith({ bearerToken: pulumi.secret(CANARY) }),
        },
        opts,
      );
      return new NodeAgent("gpu-agent", second, opts);
    });

  it("share no logical name of a type", async () => {
    const all = (await recordBoth()).resources.map(({ type, name }) => `${type} ${name}`);
    assert.equal(new Set(all).size, all.length);
  });

  it("are each where their Service says, with the Secret that their values mount", async () => {
    const { result, single } = await recordBoth();
    const chart = single(CHART, "gpu").inputs as Json;
    assert.equal(at(chart, "namespace"), "edge");
    assert.equal(at(chart, "name"), "gpu");
    const secret = single(SECRET, "gpu-agent-credentials").inputs as Json;
    assert.equal(at(secret, "metadata", "namespace"), "edge");
    assert.equal(at(secret, "metadata", "name"), names.credentialsSecret);
    assert.equal(await settled(result.otlpGrpcEndpoint), "http://gpu-agent.edge.svc.cluster.local:4317");
  });

  it("refuse values without the name of a release", () => {
    const nameless = Object.fromEntries(Object.entries(values).filter(([key]) => key !== "fullnameOverride"));
    return assert.rejects(record({ values: nameless }), /no fullnameOverride/);
  });
});
