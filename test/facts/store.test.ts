import assert from "node:assert/strict";
import { storeFacts } from "../../facts/store";
import type { RemoteSettings } from "../../settings/schema/settings";
import { PROMETHEUS_SETTINGS } from "../harness/prometheusSettings";

const remote = (settings: Partial<RemoteSettings>) =>
  storeFacts({ kind: "remote", url: "https://mimir.example.com/api/v1/push", responseMilliseconds: 200, ...settings });

const LOAD = { nodes: 10, samplesPerSecondOfNode: 1000, samplesPerSecond: 10_000 };

describe("the facts of the stack's own Prometheus", () => {
  const facts = storeFacts(PROMETHEUS_SETTINGS);
  const url = "https://prometheus.monitoring.svc.cluster.local:9090";

  it("are its Service over TLS, with a certificate of the stack's CA", () => {
    assert.deepEqual(facts.write, { url: `${url}/api/v1/write`, headers: {}, authority: "stack", version: "2.0" });
    assert.deepEqual(facts.query, { url, headers: {}, authority: "stack" });
  });

  it("are one workload, which is written to, queried and scraped", () => {
    const [workload, ...others] = facts.workloads;
    assert.deepEqual(others, []);
    assert.deepEqual([workload?.name, workload?.namespace, workload?.port], ["prometheus", "monitoring", 9090]);
    assert.deepEqual(facts.location, { write: workload, query: workload });
    assert.deepEqual(facts.scraped, {
      job: "prometheus",
      namespace: "monitoring",
      name: "prometheus",
      port: 9090,
      serverName: "prometheus.monitoring.svc.cluster.local",
    });
    assert.deepEqual(facts.deployment, { kind: "prometheus", settings: PROMETHEUS_SETTINGS });
  });

  it("forecast what the retention takes of the volume", () => {
    assert.equal(
      facts.forecast(LOAD, 30),
      "10 nodes × 1,000 samples/s = 10,000 samples/s; 12 h of them are 1.0 GiB of 16.0 GiB for blocks on a volume of 20 GiB",
    );
    assert.match(
      storeFacts({ ...PROMETHEUS_SETTINGS, expectedSamplesPerSecond: 40_000 }).forecast(LOAD, 30),
      /= 10,000 samples\/s, a store for 40,000 samples\/s; 12 h of them are 4\.2 GiB/,
    );
  });
});

describe("the facts of a remote endpoint", () => {
  it("are the given URL with the tenant's header and a public certificate", () => {
    const facts = remote({ tenant: "team-a" });
    const headers = { "X-Scope-OrgID": "team-a" };
    const url = "https://mimir.example.com/api/v1/push";
    assert.deepEqual(facts.write, { url, headers, authority: "public", version: "1.0" });
    assert.deepEqual(facts.query, { url: "https://mimir.example.com/prometheus", headers, authority: "public" });
    assert.equal(facts.forecast(LOAD, 30), `10 nodes × 1,000 samples/s = 10,000 samples/s, written to ${url}`);
  });

  it("have no workload and no scrape job", () => {
    const facts = remote({});
    assert.deepEqual([facts.workloads, facts.scraped, facts.deployment], [[], undefined, { kind: "none" }]);
  });

  it("have no header where there is no tenant", () => {
    assert.deepEqual(remote({}).write.headers, {});
  });

  const derived: [string, string | undefined][] = [
    ["https://mimir.example.com/api/v1/push", "https://mimir.example.com/prometheus"],
    ["https://proxy.example.com/mimir/api/v1/push/", "https://proxy.example.com/mimir/prometheus"],
    ["https://prometheus-prod-1.grafana.net/api/prom/push", "https://prometheus-prod-1.grafana.net/api/prom"],
    ["http://prometheus.example.com:9090/api/v1/write", "http://prometheus.example.com:9090"],
    ["https://example.com/prometheus/api/v1/write", "https://example.com/prometheus"],
    ["https://example.com/receive", undefined],
    ["https://example.com/api/v1/pushgateway", undefined],
  ];
  for (const [url, expected] of derived)
    it(`have the query URL ${expected ?? "unknown"} where samples are written to ${url}`, () => {
      assert.equal(remote({ url }).query?.url, expected);
    });

  it("have the given query URL, whatever the write URL says", () => {
    const facts = remote({ queryUrl: "https://query.example.com" });
    assert.equal(facts.query?.url, "https://query.example.com");
    assert.deepEqual(facts.location.query, { kind: "address", url: "https://query.example.com" });
  });

  it("use the write URL for network policies if the query URL is unknown", () => {
    const url = "https://example.com/receive";
    assert.deepEqual(remote({ url }).location.query, { kind: "address", url });
  });
});
