import assert from "node:assert/strict";
import { CHECKSUM_ANNOTATION } from "../../../workloads/pods/checksum";
import { grafanaManifests, type GrafanaInput } from "../../../workloads/grafana/manifests";
import type { DataSource } from "../../../workloads/grafana/provisioning";

const dashboard = (uid: string, json: unknown = { uid, panels: [] }) => ({
  uid,
  title: uid,
  fileName: `${uid}.json`,
  json,
});

const defaults: GrafanaInput = {
  dataSource: { url: "http://prometheus:9090", headers: {}, authentication: "none", authority: "public" },
  scrapeIntervalSeconds: 30,
  dashboards: [dashboard("agents"), dashboard("nodes")],
};

const manifests = (input: Partial<GrafanaInput> = {}) => grafanaManifests({ ...defaults, ...input });

function container(input: Partial<GrafanaInput> = {}) {
  const [only] = manifests(input).deployment.spec.template.spec.containers;
  assert.ok(only);
  return only;
}

function variables(input: Partial<GrafanaInput> = {}): Record<string, unknown> {
  return Object.fromEntries(
    container(input).env.map((one) => [one.name, "value" in one ? one.value : one.valueFrom.secretKeyRef]),
  );
}

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

function podChecksum(built: ReturnType<typeof manifests>): string | undefined {
  return built.deployment.spec.template.metadata.annotations[CHECKSUM_ANNOTATION];
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

  it("has one way in, the administrator's, whose password comes from a Secret", () => {
    const env = variables();
    assert.equal(env.GF_AUTH_ANONYMOUS_ENABLED, "false");
    assert.equal(env.GF_USERS_ALLOW_SIGN_UP, "false");
    assert.equal(env.GF_SECURITY_COOKIE_SAMESITE, "strict");
    assert.deepEqual(env.GF_SECURITY_ADMIN_USER, { name: "grafana-admin", key: "user" });
    assert.deepEqual(env.GF_SECURITY_ADMIN_PASSWORD, { name: "grafana-admin", key: "password" });
  });

  it("never calls home", () => {
    const env = variables();
    for (const name of [
      "GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES",
      "GF_ANALYTICS_CHECK_FOR_UPDATES",
      "GF_ANALYTICS_REPORTING_ENABLED",
      "GF_NEWS_NEWS_FEED_ENABLED",
      "GF_PLUGINS_PLUGIN_ADMIN_ENABLED",
      "GF_SNAPSHOTS_EXTERNAL_ENABLED",
    ]) {
      assert.equal(env[name], "false", name);
    }
    for (const name of [
      "GF_PLUGINS_PREINSTALL_DISABLED",
      "GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED",
      "GF_SECURITY_DISABLE_GRAVATAR",
    ]) {
      assert.equal(env[name], "true", name);
    }
  });

  it("mounts every dashboard, each from its own ConfigMap, into the folder that the provider watches", () => {
    const { configMaps, deployment } = manifests();
    assert.deepEqual(
      configMaps.dashboards.map(({ metadata, data }) => [metadata.name, Object.keys(data)]),
      [
        ["grafana-dashboard-agents", ["agents.json"]],
        ["grafana-dashboard-nodes", ["nodes.json"]],
      ],
    );
    const volume = deployment.spec.template.spec.volumes.find(({ name }) => name === "dashboards");
    assert.deepEqual(volume, {
      name: "dashboards",
      projected: {
        sources: [
          { configMap: { name: "grafana-dashboard-agents" } },
          { configMap: { name: "grafana-dashboard-nodes" } },
        ],
      },
    });
    const mount = container().volumeMounts.find(({ name }) => name === "dashboards");
    assert.deepEqual(JSON.parse(configMaps.provider.data["dashboards.yaml"] ?? ""), {
      apiVersion: 1,
      providers: [
        {
          name: "gke-telemetry",
          type: "file",
          disableDeletion: true,
          allowUiUpdates: false,
          options: { path: mount?.mountPath },
        },
      ],
    });
  });

  it("stores a dashboard as the JSON that it was given", () => {
    const json = { title: "Ümläute und {{ legends }}", panels: [{ id: 1 }] };
    const [stored] = manifests({ dashboards: [dashboard("agents", json)] }).configMaps.dashboards;
    assert.deepEqual(JSON.parse(stored?.data["agents.json"] ?? ""), json);
  });

  it("refuses a dashboard that no ConfigMap can hold", () => {
    const big = dashboard("big", "ä".repeat(600_000));
    assert.throws(() => manifests({ dashboards: [big] }), {
      message:
        "dashboard big is 1200002 bytes of JSON but a ConfigMap holds 1048576. Split it into several dashboards.",
    });
  });

  it("restarts when what it is provisioned with changes, and only then", () => {
    const before = podChecksum(manifests());
    assert.equal(podChecksum(manifests()), before);
    assert.notEqual(podChecksum(manifests({ scrapeIntervalSeconds: 15 })), before);
    assert.notEqual(podChecksum(manifests({ dashboards: [dashboard("agents"), dashboard("nodes", {})] })), before);
  });

  it("is scraped by the agents", () => {
    const annotations: Record<string, string> = manifests().deployment.spec.template.metadata.annotations;
    assert.equal(annotations["prometheus.io/scrape"], "true");
    assert.equal(annotations["prometheus.io/port"], "3000");
  });

  it("keeps nothing, and can write only where it has to", () => {
    const { volumes } = manifests().deployment.spec.template.spec;
    const writable = container().volumeMounts.filter((mount) => !("readOnly" in mount));
    assert.deepEqual(
      writable.map(({ mountPath }) => mountPath),
      ["/var/lib/grafana", "/tmp"],
    );
    for (const { name } of writable) {
      const volume = volumes.find((one) => one.name === name);
      assert.ok(volume?.emptyDir?.sizeLimit, name);
    }
  });

  it("answers under the Service's port through the selector of its own pod", () => {
    const { service, deployment } = manifests();
    assert.equal(service.spec.type, "ClusterIP");
    assert.deepEqual(service.spec.selector, deployment.spec.template.metadata.labels);
    assert.equal(service.spec.ports[0]?.port, 3000);
    assert.equal(container().readinessProbe.httpGet.path, "/api/health");
  });
});
