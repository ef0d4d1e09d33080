import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { gatewayConfig } from "../../../collector/gateway/config";
import { gatewayHeadlessService } from "../../../collector/gateway/service";
import { gatewayValues } from "../../../collector/gateway/values";
import { at, type Json } from "../../../collector/common/model";
import { requirements } from "../../../collector/requirements/requirements";
import { samplerConfig } from "../../../collector/sampler/config";
import { samplerValues } from "../../../collector/sampler/values";
import { IMAGES } from "../../../contract/images";
import { TraceGateway, type TraceGatewayArgs } from "../../../components/traces/TraceGateway";
import { recordResources, settled } from "../../harness/recordResources";
import { traceInput } from "../../harness/traceSettings";

const CHART = "kubernetes:helm.sh/v4:Chart";

function args(values: Record<string, unknown> = {}): TraceGatewayArgs {
  const input = traceInput(values);
  const config = gatewayConfig(input);
  const required = requirements(config);
  const sampler = samplerConfig(input);
  return {
    values: gatewayValues(config, required, input.tracing, IMAGES.collector),
    samplerValues: sampler && samplerValues(sampler, requirements(sampler), input.tracing, IMAGES.collector),
    chart: { chart: "opentelemetry-collector", version: "1.2.3" },
    headlessService: gatewayHeadlessService(required),
    certificates: {},
  };
}

const record = (more: Partial<TraceGatewayArgs> = {}, values: Record<string, unknown> = {}) =>
  recordResources((opts) => new TraceGateway("traces", { ...args(values), ...more }, opts));

describe("TraceGateway", () => {
  it("installs the chart once, as trace-gateway in namespace tracing", async () => {
    const { resources, single } = await record();
    assert.deepEqual(
      resources.filter(({ type }) => type === CHART).map(({ name }) => name),
      ["trace-gateway"],
    );
    assert.equal(at(single(CHART).inputs as Json, "namespace"), "tracing");
  });

  it("installs it a second time for the samplers where the sampling needs them", async () => {
    const { resources } = await record({}, { sampling: { kind: "tail" } });
    assert.deepEqual(
      resources.filter(({ type }) => type === CHART).map(({ name }) => name),
      ["trace-sampler", "trace-gateway"],
    );
  });

  it("gives the gateways a name that leads to each of them", async () => {
    const { single } = await record();
    const service = single("kubernetes:core/v1:Service", "traces-headless-service").inputs as Json;
    assert.equal(at(service, "metadata", "name"), "trace-gateway-headless");
    assert.equal(at(service, "spec", "clusterIP"), "None");
    assert.deepEqual(at(service, "spec", "selector"), {
      "app.kubernetes.io/name": "trace-gateway",
      "app.kubernetes.io/instance": "trace-gateway",
      component: "standalone-collector",
    });
  });

  it("has the gateway wait for the Secret with the store's credentials, and makes none without them", async () => {
    const secret = (word: string) => pulumi.secret(word);
    const credentials = { username: secret("writer"), password: secret("canary") };
    const { single } = await record({ remoteWriteSecret: { name: "remote-write-credentials", credentials } });
    const { inputs } = single("kubernetes:core/v1:Secret", "traces-credentials");
    assert.equal(at(inputs as Json, "metadata", "namespace"), "tracing");
    assert.deepEqual(single(CHART, "trace-gateway").dependsOn, ["traces-credentials", "trace-gateway-configuration"]);
    const { resources } = await record();
    assert.equal(resources.filter(({ type }) => type === "kubernetes:core/v1:Secret").length, 0);
  });

  it("tells where spans are sent", async () => {
    const { result } = await record();
    assert.equal(await settled(result.otlpGrpcEndpoint), "http://trace-gateway.tracing.svc.cluster.local:4317");
  });
});
