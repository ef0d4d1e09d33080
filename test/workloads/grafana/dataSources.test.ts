import assert from "node:assert/strict";
import type { GrafanaInput } from "../../../workloads/grafana/manifests";
import type { DataSource } from "../../../workloads/grafana/provisioning";
import { container, manifests, variables } from "./grafana";

interface ProvisionedDataSource {
  readonly url: string;
  readonly basicAuth?: boolean;
  readonly basicAuthUser?: string;
  readonly jsonData: Record<string, string>;
  readonly secureJsonData: Record<string, string>;
}

function provisioned(input: Partial<GrafanaInput> = {}): ProvisionedDataSource[] {
  const text = manifests(input).configMaps.dataSources.data["data-sources.yaml"] ?? "";
  return (JSON.parse(text) as { datasources: ProvisionedDataSource[] }).datasources;
}

function theDataSource(dataSource: DataSource): ProvisionedDataSource {
  const [only] = provisioned({ dataSource });
  assert.ok(only);
  return only;
}

describe("Grafana", () => {
  it("has the stack's Prometheus as its default data source, fixed, with the scrape interval as its step", () => {
    assert.deepEqual(provisioned({ scrapeIntervalSeconds: 15 }), [
      {
        name: "Prometheus",
        uid: "prometheus",
        type: "prometheus",
        access: "proxy",
        url: "http://prometheus:9090",
        isDefault: true,
        editable: false,
        jsonData: { httpMethod: "POST", timeInterval: "15s" },
        secureJsonData: {},
      },
    ]);
  });

  it("has no data source where nothing tells where to ask", () => {
    assert.deepEqual(provisioned({ dataSource: undefined }), []);
  });

  it("asks a remote data source with the tenant's header and a user's password from the Secret", () => {
    const dataSource = {
      url: "https://mimir.example.com/prometheus",
      headers: { "X-Scope-OrgID": "team-a" },
      authentication: "basic" as const,
      authority: "public" as const,
    };
    const source = theDataSource(dataSource);
    assert.equal(source.basicAuth, true);
    assert.equal(source.basicAuthUser, "$DATA_SOURCE_USERNAME");
    assert.equal(source.jsonData.httpHeaderName1, "X-Scope-OrgID");
    assert.deepEqual(source.secureJsonData, {
      httpHeaderValue1: "team-a",
      basicAuthPassword: "$DATA_SOURCE_PASSWORD",
    });
    assert.deepEqual(variables({ dataSource }).DATA_SOURCE_USERNAME, {
      name: "remote-write-credentials",
      key: "username",
    });
    assert.deepEqual(variables({ dataSource }).DATA_SOURCE_PASSWORD, {
      name: "remote-write-credentials",
      key: "password",
    });
  });

  it("knows the stack's own Prometheus by the stack's own authority, and others by those of the system", () => {
    const dataSource = {
      url: "https://prometheus.monitoring.svc.cluster.local:9090",
      headers: {},
      authentication: "basic" as const,
      authority: "stack" as const,
    };
    const source = theDataSource(dataSource);
    assert.equal(source.jsonData.tlsAuthWithCACert, true);
    assert.equal(source.secureJsonData.tlsCACert, "$DATA_SOURCE_AUTHORITY");
    assert.deepEqual(variables({ dataSource }).DATA_SOURCE_AUTHORITY, {
      name: "remote-write-credentials",
      key: "authority",
    });
    const remote = { ...dataSource, authority: "public" as const };
    assert.equal("tlsCACert" in theDataSource(remote).secureJsonData, false);
    assert.equal("DATA_SOURCE_AUTHORITY" in variables({ dataSource: remote }), false);
  });

  it("asks a remote data source with a bearer token from the Secret", () => {
    const dataSource = {
      url: "https://mimir.example.com/prometheus",
      headers: { "X-Scope-OrgID": "team-a" },
      authentication: "bearer" as const,
      authority: "public" as const,
    };
    const source = theDataSource(dataSource);
    assert.ok(!("basicAuth" in source));
    assert.equal(source.jsonData.httpHeaderName2, "Authorization");
    assert.equal(source.secureJsonData.httpHeaderValue2, "Bearer $DATA_SOURCE_BEARER_TOKEN");
    assert.deepEqual(variables({ dataSource }).DATA_SOURCE_BEARER_TOKEN, {
      name: "remote-write-credentials",
      key: "bearerToken",
    });
  });

  it("keeps a dollar sign of the settings, which Grafana would take for a variable", () => {
    const dataSource = {
      url: "https://example.com/$HOME",
      headers: { "X-Scope-OrgID": "a$b" },
      authentication: "none" as const,
      authority: "public" as const,
    };
    const source = theDataSource(dataSource);
    assert.equal(source.url, "https://example.com/$$HOME");
    assert.equal(source.secureJsonData.httpHeaderValue1, "a$$b");
  });

  it("reads no credentials where the data source asks for none", () => {
    const secrets = container().env.flatMap((one) => ("valueFrom" in one ? [one.valueFrom.secretKeyRef.name] : []));
    assert.deepEqual(new Set(secrets), new Set(["grafana-admin"]));
  });
});
