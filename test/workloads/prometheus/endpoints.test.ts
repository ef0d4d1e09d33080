import assert from "node:assert/strict";
import { queryTarget, queryUrl, remoteWriteTarget } from "../../../workloads/prometheus/endpoints";
import type { RemoteSettings } from "../../../settings/schema/settings";
import { PROMETHEUS_SETTINGS } from "../../harness/prometheusSettings";

const remote = (settings: Partial<RemoteSettings>): RemoteSettings => ({
  kind: "remote",
  url: "https://mimir.example.com/api/v1/push",
  ...settings,
});

describe("remote write target", () => {
  it("is the Service of the stack's own Prometheus, over TLS and with a name and password whatever the settings say", () => {
    assert.deepEqual(remoteWriteTarget(PROMETHEUS_SETTINGS, "none"), {
      url: "https://prometheus.monitoring.svc.cluster.local:9090/api/v1/write",
      headers: {},
      authentication: "basic",
      authority: "stack",
      version: "2.0",
    });
  });

  it("is the given URL with the tenant's header and the kind of credentials that there are", () => {
    assert.deepEqual(remoteWriteTarget(remote({ tenant: "team-a" }), "bearer"), {
      url: "https://mimir.example.com/api/v1/push",
      headers: { "X-Scope-OrgID": "team-a" },
      authentication: "bearer",
      authority: "public",
      version: "1.0",
    });
  });

  it("sends no tenant where there is none", () => {
    assert.deepEqual(remoteWriteTarget(remote({}), "none").headers, {});
  });
});

describe("query target", () => {
  it("is the Service of the stack's own Prometheus", () => {
    assert.equal(queryUrl(PROMETHEUS_SETTINGS), "https://prometheus.monitoring.svc.cluster.local:9090");
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
  for (const [url, expected] of derived) {
    it(`of ${url} is ${expected ?? "not known"}`, () => {
      assert.equal(queryUrl(remote({ url })), expected);
    });
  }

  it("is the given query URL, whatever the write URL says", () => {
    assert.equal(queryUrl(remote({ queryUrl: "https://query.example.com" })), "https://query.example.com");
  });

  it("carries what writes carry", () => {
    assert.deepEqual(queryTarget(remote({ tenant: "team-a" }), "basic"), {
      url: "https://mimir.example.com/prometheus",
      headers: { "X-Scope-OrgID": "team-a" },
      authentication: "basic",
      authority: "public",
    });
  });

  it("does not exist where the query URL is not known", () => {
    assert.equal(queryTarget(remote({ url: "https://example.com/receive" }), "none"), undefined);
  });
});
