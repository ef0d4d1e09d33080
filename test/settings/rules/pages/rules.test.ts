import assert from "node:assert/strict";
import { problemText } from "../../../../settings/problems";
import { validate } from "../../../../settings/validate";

const EXISTING = { kind: "existing", name: "local" };
const GKE = { kind: "gke", name: "g", project: "acme-prod", location: "europe-west1" };
const TLS = { host: "page.example.com", tlsSecretName: "tls" };
const AUTH = { "nginx.ingress.kubernetes.io/auth-url": "https://login.example.com/auth" };

function problemsOf(values: Record<string, unknown>, { cluster = EXISTING, credentials = {} } = {}) {
  return validate({ environment: "dev", cluster, ...values }, credentials).problems.map(problemText);
}
const grafana = (ingress: Record<string, unknown>, options = {}) => problemsOf({ grafana: { ingress } }, options);
const jaeger = (ingress: Record<string, unknown>, options = {}) =>
  problemsOf({ tracing: { defaultIngress: ingress } }, options);

describe("settings of a page outside the cluster", () => {
  it("have one certificate", () => {
    assert.deepEqual(grafana(TLS), []);
    const { host } = TLS;
    assert.deepEqual(grafana({ host, googleCertificate: { kind: "managed" } }), []);
    assert.deepEqual(grafana({ host, kind: "gateway", googleCertificate: { kind: "map", name: "all" } }), []);
    const [none] = grafana({ host });
    assert.match(
      none ?? "",
      /^gke-telemetry:grafana\.ingress\.tlsSecretName is missing: .+ Set it to the name of a Secret/,
    );
    const [both] = grafana({ ...TLS, googleCertificate: { kind: "managed" } });
    assert.match(both ?? "", /a page has one certificate\. Remove /);
  });

  it("have a certificate and a class that their kind knows", () => {
    const { host } = TLS;
    const [managed] = grafana({ host, kind: "gateway", googleCertificate: { kind: "managed" } });
    assert.match(managed ?? "", /is only for gke-telemetry:grafana\.ingress\.kind: ingress\. .+ map or preShared/);
    const [map] = grafana({ host, googleCertificate: { kind: "map", name: "all" } });
    assert.match(map ?? "", /is only for gke-telemetry:grafana\.ingress\.kind: gateway/);
    assert.match(grafana({ ...TLS, kind: "gateway", className: "gce" })[0] ?? "", /is an IngressClass\. Remove/);
    assert.match(grafana({ ...TLS, className: "gke-l7-rilb" })[0] ?? "", /is a GatewayClass\. Remove/);
  });

  it("have Google's parts only with Google's load balancers", () => {
    assert.deepEqual(grafana({ ...TLS, iap: {} }), []);
    assert.deepEqual(grafana({ ...TLS, className: "gce", iap: {}, address: "a" }), []);
    for (const part of [{ iap: {} }, { address: "a" }])
      assert.match(grafana({ ...TLS, className: "nginx", ...part })[0] ?? "", /needs a load balancer of Google/);
  });

  it("do not serve plain HTTP, by no annotation of a common controller", () => {
    for (const [name, value] of [
      ["kubernetes.io/ingress.allow-http", "true"],
      ["kubernetes.io/ingress.allow-http", "yes"],
      ["nginx.ingress.kubernetes.io/ssl-redirect", "false"],
      ["nginx.ingress.kubernetes.io/force-ssl-redirect", "False"],
      ["haproxy.org/ssl-redirect", "false"],
      ["traefik.ingress.kubernetes.io/router.tls", "false"],
      ["traefik.ingress.kubernetes.io/router.entrypoints", "websecure,web"],
      ["alb.ingress.kubernetes.io/listen-ports", '[{"HTTP": 80}, {"HTTPS": 443}]'],
    ] as const) {
      const [found] = grafana({ ...TLS, annotations: { [name]: value } });
      assert.match(found ?? "", /would serve the page over plain HTTP, .+ Remove it/, name);
      assert.ok(found?.startsWith(`gke-telemetry:grafana.ingress.annotations["${name}"] is `), found);
    }
    for (const [name, value] of [
      ["kubernetes.io/ingress.allow-http", "false"],
      ["nginx.ingress.kubernetes.io/ssl-redirect", "true"],
      ["traefik.ingress.kubernetes.io/router.entrypoints", "websecure"],
      ["alb.ingress.kubernetes.io/listen-ports", '[{"HTTPS": 443}]'],
    ] as const)
      assert.deepEqual(grafana({ ...TLS, annotations: { [name]: value } }), [], name);
  });

  it("say by their own keys what annotations of Google say", () => {
    const [found] = grafana({ ...TLS, annotations: { "networking.gke.io/managed-certificates": "mine" } });
    assert.match(found ?? "", /has a setting of its own\. Remove it, and set .+\.googleCertificate\./);
  });

  it("have the secret of their proxy's client, which is one", () => {
    const own = { ...TLS, iap: { oauthClientId: "a" } };
    const credentials = { iapOauthClientSecret: { encrypted: true } };
    assert.deepEqual(grafana(own, { credentials }), []);
    assert.match(grafana(own)[0] ?? "", /^gke-telemetry:iapOauthClientSecret is missing: .+pulumi config set --secret/);
    assert.match(grafana(TLS, { credentials })[0] ?? "", /is set, but no page has an iap\.oauthClientId/);
    const two = problemsOf(
      {
        grafana: { ingress: own },
        tracing: { defaultIngress: { ...own, host: "j.example.com", iap: { oauthClientId: "b" } } },
      },
      { credentials },
    );
    assert.match(two[0] ?? "", /is not the client of gke-telemetry:grafana\.ingress\.iap\.oauthClientId/);
  });
});

describe("settings of a Jaeger outside the cluster", () => {
  it("need a login in front of it", () => {
    const [existing] = jaeger(TLS);
    assert.match(existing ?? "", /^gke-telemetry:tracing\.defaultIngress would publish every trace: .+ Set nginx/);
    const [gke] = jaeger(TLS, { cluster: GKE });
    assert.match(gke ?? "", /Set gke-telemetry:tracing\.defaultIngress\.iap: \{\}/);
    const teams = [{ name: "shop", namespaces: ["shop"], ingress: TLS }];
    assert.match(problemsOf({ tracing: { teams } })[0] ?? "", /^gke-telemetry:tracing\.teams\[0\]\.ingress would/);
  });

  it("have it by Google's proxy, of an Ingress or a Gateway", () => {
    for (const cluster of [EXISTING, GKE])
      for (const kind of ["ingress", "gateway"]) assert.deepEqual(jaeger({ ...TLS, kind, iap: {} }, { cluster }), []);
  });

  it("have it by annotations that their own controller knows", () => {
    for (const annotations of [
      AUTH,
      { "nginx.ingress.kubernetes.io/auth-type": "basic", "nginx.ingress.kubernetes.io/auth-secret": "users" },
      { "haproxy-ingress.github.io/auth-url": "https://login.example.com/auth" },
      { "alb.ingress.kubernetes.io/auth-type": "oidc" },
    ])
      assert.deepEqual(jaeger({ ...TLS, className: "nginx", annotations }), []);
    for (const ingress of [
      { ...TLS, className: "gce", annotations: AUTH },
      { ...TLS, kind: "gateway", annotations: AUTH },
      { ...TLS, className: "nginx", annotations: { "nginx.ingress.kubernetes.io/auth-url": " " } },
      { ...TLS, className: "nginx", annotations: { "nginx.ingress.kubernetes.io/auth-type": "basic" } },
      { ...TLS, className: "alb", annotations: { "alb.ingress.kubernetes.io/auth-type": "none" } },
    ])
      assert.match(jaeger(ingress)[0] ?? "", /would publish every trace/, JSON.stringify(ingress));
    assert.match(jaeger({ ...TLS, annotations: AUTH }, { cluster: GKE })[0] ?? "", /would publish every trace/);
  });
});
