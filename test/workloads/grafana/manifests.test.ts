import assert from "node:assert/strict";
import { CHECKSUM_ANNOTATION } from "../../../contract/pods/checksum";
import { container, dashboard, manifests, variables } from "./grafana";

function podChecksum(built: ReturnType<typeof manifests>): string | undefined {
  return built.deployment.spec.template.metadata.annotations[CHECKSUM_ANNOTATION];
}

describe("Grafana", () => {
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

  it("shows the dashboard of that name as its home page, from the file that it is provisioned from", () => {
    const name = "GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH";
    assert.equal(
      variables({ dashboards: [dashboard("home"), dashboard("agents")] })[name],
      "/etc/grafana/dashboards/home.json",
    );
    assert.equal(variables()[name], undefined);
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
