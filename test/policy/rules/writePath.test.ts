import assert from "node:assert/strict";
import { findingsOf, type RegisteredResource } from "../../../policy/run";
import type { Policy } from "../../../policy/policies";
import { prometheusGuarded } from "../../../policy/rules/prometheus/prometheusGuarded";
import { prometheusKeepsSamples } from "../../../policy/rules/prometheus/prometheusKeepsSamples";
import { prometheusTakesWrites } from "../../../policy/rules/prometheus/prometheusTakesWrites";
import { writePathAuthenticated } from "../../../policy/rules/writePath/writePathAuthenticated";
import { writePathCredentials } from "../../../policy/rules/writePath/writePathCredentials";
import { writePathEncrypted } from "../../../policy/rules/writePath/writePathEncrypted";
import { configuration, object, writer } from "../resources";

const messages = (policy: Policy, ...resources: RegisteredResource[]) =>
  findingsOf(policy, resources).map(({ message }) => message);

const OUTSIDE = "https://mimir.example.com/api/v1/push";
const INSIDE = "http://prometheus.ns.svc.cluster.local:9090/api/v1/write";
const FILES = { "basicauth/a": { client_auth: { username_file: "/u", password_file: "/p" } } };
const AUTH = { auth: { authenticator: "basicauth/a" } };

describe("write-path-encrypted", () => {
  it("is silent about https, about the cluster's own and about the own pod", () => {
    const own = configuration({
      exporters: { otlp_grpc: { endpoint: "${env:MY_POD_IP}:4316", tls: { insecure: true } } },
      service: { pipelines: { metrics: { exporters: ["otlp_grpc"] } } },
    });
    assert.deepEqual(messages(writePathEncrypted, writer(OUTSIDE), writer(INSIDE), own), []);
  });

  it("finds plain HTTP, gRPC without TLS, and a certificate that nobody checks", () => {
    const grpc = configuration({
      exporters: { otlp_grpc: { endpoint: "otlp.example.com:4317", tls: { insecure: true } } },
      service: { pipelines: { traces: { exporters: ["otlp_grpc"] } } },
    });
    const unchecked = writer(OUTSIDE, { tls: { insecure_skip_verify: true } });
    for (const bad of [writer(OUTSIDE.replace("https", "http")), grpc, unchecked])
      assert.equal(messages(writePathEncrypted, bad).length, 1);
  });

  it("leaves exporters alone that no pipeline uses", () => {
    assert.deepEqual(
      messages(writePathEncrypted, configuration({ exporters: { otlp_http: { endpoint: "http://example.com" } } })),
      [],
    );
  });
});

describe("write-path-credentials", () => {
  it("is silent about credentials from files and from the environment", () => {
    const header = { headers: { Authorization: "Bearer ${env:TOKEN}", "X-Scope-OrgID": "team" } };
    assert.deepEqual(messages(writePathCredentials, writer(OUTSIDE, AUTH, FILES), writer(OUTSIDE, header)), []);
  });

  it("finds no credentials, and an authenticator that is not there", () => {
    assert.deepEqual(messages(writePathCredentials, writer(OUTSIDE), writer(OUTSIDE, AUTH)), [
      "ConfigMap thing: exporter prometheus_remote_write has no authenticator.",
      "ConfigMap thing: exporter prometheus_remote_write has no authenticator.",
    ]);
  });

  it("finds credentials that stand in the configuration, and does not repeat them", () => {
    const literal = { "basicauth/a": { client_auth: { username: "u", password: "canary" } } };
    for (const bad of [
      writer(OUTSIDE, AUTH, literal),
      writer(OUTSIDE, { headers: { Authorization: "Bearer canary" } }),
      writer("https://user:canary@mimir.example.com/push", AUTH, FILES),
    ]) {
      const found = messages(writePathCredentials, bad);
      assert.equal(found.length, 1);
      assert.doesNotMatch(found.join(), /canary/);
    }
  });
});

describe("write-path-authenticated", () => {
  it("asks the same inside the cluster", () => {
    assert.equal(messages(writePathAuthenticated, writer(INSIDE)).length, 2);
    assert.deepEqual(messages(writePathAuthenticated, writer(INSIDE.replace("http:", "https:"), AUTH, FILES)), []);
  });
});

function prometheus(args: string[], volumes: unknown[] = [{ name: "data", persistentVolumeClaim: {} }]) {
  const container = {
    args: ["--storage.tsdb.path=/data", ...args],
    volumeMounts: [{ name: "data", mountPath: "/data" }],
  };
  return object("StatefulSet", {
    spec: { template: { metadata: { labels: { app: "p" } }, spec: { containers: [container], volumes } } },
  });
}

const SERVICE = object("Service", {
  metadata: { name: "prometheus", namespace: "ns" },
  spec: { selector: { app: "p" } },
});
describe("prometheus-guarded", () => {
  const CLAIM = { name: "data", persistentVolumeClaim: {} };
  const guarded = (volume: object) => {
    const server = prometheus(["--web.config.file=/web/web.yml"], [CLAIM, { name: "web", ...volume }]);
    const copy = structuredClone(server);
    const { spec } = (copy.inputs["spec"] as { template: { spec: unknown } }).template as {
      spec: { containers: { volumeMounts: object[] }[] };
    };
    spec.containers[0]?.volumeMounts.push({ name: "web", mountPath: "/web" });
    return copy;
  };

  it("is silent about a web configuration from a Secret", () => {
    assert.deepEqual(messages(prometheusGuarded, guarded({ secret: { secretName: "web" } })), []);
  });

  it("finds none, and one that everybody may read", () => {
    assert.deepEqual(messages(prometheusGuarded, prometheus([])), [
      "Prometheus runs without --web.config.file, so it serves plain HTTP without authentication.",
    ]);
    assert.deepEqual(messages(prometheusGuarded, guarded({ configMap: { name: "web" } })), [
      "the web configuration /web/web.yml is not mounted from a Secret.",
    ]);
  });
});

const RECEIVER = "--web.enable-remote-write-receiver";

describe("prometheus-takes-writes", () => {
  it("is silent where the receiver is on, or nobody writes to the stack's own", () => {
    assert.deepEqual(messages(prometheusTakesWrites, writer(INSIDE), SERVICE, prometheus([RECEIVER])), []);
    assert.deepEqual(messages(prometheusTakesWrites, writer(OUTSIDE), SERVICE, prometheus([])), []);
  });

  it("finds the receiver off, once however often the agent is seen", () => {
    assert.deepEqual(messages(prometheusTakesWrites, writer(INSIDE), writer(INSIDE), SERVICE, prometheus([])), [
      `agents write to this Prometheus, but it runs without ${RECEIVER}.`,
    ]);
  });
});

describe("prometheus-keeps-samples", () => {
  const RETENTION = ["--storage.tsdb.retention.time=1d", "--storage.tsdb.retention.size=1GB"];
  const FILE = object("ConfigMap", {
    metadata: { name: "config", namespace: "ns" },
    data: { "prometheus.yml": "storage: {tsdb: {retention: {time: 1d, size: 1GB}}}" },
  });
  const CLAIM = { name: "data", persistentVolumeClaim: {} };

  it("is silent about a retention in arguments or in the mounted configuration", () => {
    assert.deepEqual(messages(prometheusKeepsSamples, prometheus(RETENTION)), []);
    const mounted = prometheus([], [CLAIM, { name: "c", configMap: { name: "config" } }]);
    assert.deepEqual(messages(prometheusKeepsSamples, mounted, FILE), []);
  });

  it("finds no retention, and a store that goes with the pod", () => {
    assert.deepEqual(messages(prometheusKeepsSamples, prometheus([], [{ name: "data", emptyDir: {} }]), FILE), [
      "Prometheus has no retention by time.",
      "Prometheus has no retention by size.",
      "Prometheus' database is not on a persistent volume.",
    ]);
  });
});
