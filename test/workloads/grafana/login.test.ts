import assert from "node:assert/strict";
import { grafanaManifests } from "../../../workloads/grafana/manifests";
import { loginVariables } from "../../../workloads/grafana/login";
import { settingsSchema } from "../../../settings/schema/settings";

const { grafana } = settingsSchema.parse({
  environment: "test",
  cluster: { kind: "existing", name: "test" },
  grafana: {
    ingress: {
      host: "grafana.example.com",
      tlsSecretName: "grafana-tls",
      className: "gce",
      annotations: { "iap.example.com/enabled": "true" },
    },
    oauth: {
      clientId: "grafana",
      authUrl: "https://login.example.com/authorize",
      tokenUrl: "https://login.example.com/token",
      apiUrl: "https://login.example.com/userinfo",
      allowedDomains: ["example.com", "example.org"],
    },
  },
});

const manifests = (login: Partial<typeof grafana>) =>
  grafanaManifests({ scrapeIntervalSeconds: 30, dashboards: [], login });

describe("Grafana's login from outside", () => {
  it("is served for one host, over TLS alone, with the settings' annotations", () => {
    const { page, service } = manifests(grafana);
    const ingress = page?.ingress;
    assert.deepEqual(ingress?.spec.tls, [{ hosts: ["grafana.example.com"], secretName: "grafana-tls" }]);
    assert.equal(ingress.spec.rules[0]?.host, "grafana.example.com");
    assert.deepEqual(ingress.spec.rules[0].http.paths[0]?.backend.service, {
      name: service.metadata.name,
      port: { name: service.spec.ports[0]?.name },
    });
    assert.equal(ingress.metadata.annotations["kubernetes.io/ingress.allow-http"], "false");
    assert.equal(ingress.metadata.annotations["iap.example.com/enabled"], "true");
    assert.equal(manifests({}).page, undefined);
  });

  it("knows its own address, and gives its session to https alone", () => {
    const variables = loginVariables(grafana);
    assert.equal(variables["GF_SERVER_ROOT_URL"], "https://grafana.example.com/");
    assert.equal(variables["GF_SECURITY_COOKIE_SECURE"], "true");
  });

  it("lets in the domains of the settings, as viewers unless the provider tells more", () => {
    const variables = loginVariables(grafana);
    assert.equal(variables["GF_AUTH_GENERIC_OAUTH_ENABLED"], "true");
    assert.equal(variables["GF_AUTH_GENERIC_OAUTH_ALLOWED_DOMAINS"], "example.com example.org");
    assert.equal(variables["GF_USERS_AUTO_ASSIGN_ORG_ROLE"], "Viewer");
    assert.equal("GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH" in variables, false);
    assert.deepEqual(loginVariables({}), {});
  });

  it("has the client's secret from a Secret, and nowhere else", () => {
    const env = manifests(grafana).deployment.spec.template.spec.containers[0]?.env ?? [];
    const secret = env.find(({ name }) => name === "GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET");
    assert.deepEqual(secret, {
      name: "GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET",
      valueFrom: { secretKeyRef: { name: "grafana-oauth", key: "clientSecret" } },
    });
    const without = manifests({ ingress: grafana.ingress }).deployment.spec.template.spec.containers[0]?.env ?? [];
    assert.ok(!without.some(({ name }) => name.startsWith("GF_AUTH_GENERIC_OAUTH")));
  });
});
