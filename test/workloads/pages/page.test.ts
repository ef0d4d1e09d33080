import assert from "node:assert/strict";
import { ingressSchema } from "../../../settings/schema/ingress";
import { pageManifests } from "../../../workloads/pages/page";
import type { PageManifests } from "../../../workloads/pages/types";

const PAGE = {
  metadata: { name: "grafana", namespace: "monitoring", labels: { a: "b" } },
  ...{ portName: "http", port: 3000, healthPath: "/api/health" },
};

function page(values: Record<string, unknown>): PageManifests {
  const found = pageManifests(PAGE, ingressSchema("Grafana").parse({ host: "grafana.example.com", ...values }));
  assert.ok(found);
  return found;
}

const resource = (kind: string, { customResources }: PageManifests) =>
  customResources.find((manifest) => manifest.kind === kind);

/** What GKE's controller serves: pkg/utils/utils.go `IsGCEIngress` of kubernetes/ingress-gce. */
function servedByGke({ ingress }: PageManifests): boolean {
  assert.ok(ingress);
  const className = ingress.metadata.annotations["kubernetes.io/ingress.class"] ?? "";
  if (className === "") return ingress.spec.ingressClassName === undefined;
  return ["gce", "gce-internal", "gce-regional-external"].includes(className);
}

describe("a page behind an Ingress", () => {
  it("is served over TLS only, whatever the annotations say", () => {
    const annotations = { "kubernetes.io/ingress.allow-http": "true", "example.com/a": "b" };
    const { ingress } = page({ tlsSecretName: "tls", annotations });
    assert.deepEqual(ingress?.metadata.annotations, {
      "example.com/a": "b",
      "kubernetes.io/ingress.allow-http": "false",
      "nginx.ingress.kubernetes.io/force-ssl-redirect": "true",
    });
    assert.deepEqual(ingress.spec.tls, [{ hosts: ["grafana.example.com"], secretName: "tls" }]);
  });

  it("names a class of GKE by annotation, and every other class by the field", () => {
    for (const className of ["gce", "gce-internal"]) {
      const google = page({ tlsSecretName: "tls", className });
      assert.ok(servedByGke(google), className);
      // The API server refuses an Ingress that has both.
      assert.ok(!("ingressClassName" in (google.ingress?.spec ?? {})));
    }
    const nginx = page({ tlsSecretName: "tls", className: "nginx" });
    assert.equal(nginx.ingress?.spec.ingressClassName, "nginx");
    assert.ok(!("kubernetes.io/ingress.class" in nginx.ingress.metadata.annotations));
    assert.deepEqual([nginx.customResources, nginx.serviceAnnotations], [[], {}]);
  });

  it("is the class of the cluster where none is named, without Google's objects", () => {
    const unnamed = page({ tlsSecretName: "tls" });
    assert.ok(servedByGke(unnamed));
    assert.deepEqual([unnamed.customResources, unnamed.serviceAnnotations], [[], {}]);
  });

  it("has pods as the load balancer's backends, and a health check that needs no login", () => {
    const google = page({ tlsSecretName: "tls", className: "gce" });
    assert.deepEqual(google.serviceAnnotations, {
      "cloud.google.com/backend-config": '{"default":"grafana"}',
      "cloud.google.com/neg": '{"ingress":true}',
    });
    assert.deepEqual(resource("BackendConfig", google)?.spec, {
      healthCheck: { type: "HTTP", requestPath: "/api/health", port: 3000 },
    });
  });

  it("has a login at Google's proxy, with Google's client or one of its own", () => {
    const googles = page({ tlsSecretName: "tls", iap: {} });
    assert.deepEqual(resource("BackendConfig", googles)?.spec["iap"], { enabled: true });
    assert.equal(googles.iapSecret, undefined);
    const own = page({ tlsSecretName: "tls", iap: { oauthClientId: "id.apps" } });
    assert.deepEqual(resource("BackendConfig", own)?.spec["iap"], {
      enabled: true,
      oauthclientCredentials: { secretName: "grafana-iap" },
    });
    assert.equal(own.iapSecret?.metadata.name, "grafana-iap");
    assert.deepEqual(own.iapSecret.data, { client_id: "id.apps" });
    assert.equal(own.iapSecret.secretKey, "client_secret");
  });

  it("has a certificate of Google that the stack makes, or one that exists", () => {
    const managed = page({ googleCertificate: { kind: "managed" } });
    assert.deepEqual(resource("ManagedCertificate", managed)?.spec, { domains: ["grafana.example.com"] });
    assert.equal(managed.ingress?.metadata.annotations["networking.gke.io/managed-certificates"], "grafana");
    assert.equal(managed.ingress.spec.tls, undefined);
    const shared = page({ googleCertificate: { kind: "preShared", name: "wildcard" }, address: "grafana" });
    assert.equal(shared.ingress?.metadata.annotations["ingress.gcp.kubernetes.io/pre-shared-cert"], "wildcard");
    assert.equal(shared.ingress.metadata.annotations["kubernetes.io/ingress.global-static-ip-name"], "grafana");
    assert.ok(servedByGke(managed) && servedByGke(shared));
  });
});

describe("a page behind a Gateway", () => {
  const listener = (manifests: PageManifests) =>
    (resource("Gateway", manifests)?.spec["listeners"] as { port: number; protocol: string; tls?: unknown }[])[0];

  it("has one listener, with TLS, and a route to the Service", () => {
    const manifests = page({ kind: "gateway", tlsSecretName: "tls", address: "grafana" });
    const gateway = resource("Gateway", manifests);
    assert.equal(gateway?.spec["gatewayClassName"], "gke-l7-global-external-managed");
    assert.deepEqual(gateway.spec["addresses"], [{ type: "NamedAddress", value: "grafana" }]);
    assert.equal((gateway.spec["listeners"] as unknown[]).length, 1);
    assert.deepEqual([listener(manifests)?.port, listener(manifests)?.protocol], [443, "HTTPS"]);
    assert.deepEqual(listener(manifests)?.tls, {
      mode: "Terminate",
      certificateRefs: [{ kind: "Secret", group: "", name: "tls" }],
    });
    assert.deepEqual(resource("HTTPRoute", manifests)?.spec, {
      parentRefs: [{ name: "grafana", sectionName: "https" }],
      hostnames: ["grafana.example.com"],
      rules: [{ backendRefs: [{ name: "grafana", port: 3000 }] }],
    });
    assert.equal(manifests.ingress, undefined);
  });

  it("has certificates of Google by option or by map, and never two", () => {
    const shared = page({ kind: "gateway", googleCertificate: { kind: "preShared", name: "wildcard" } });
    assert.deepEqual(listener(shared)?.tls, {
      mode: "Terminate",
      options: { "networking.gke.io/pre-shared-certs": "wildcard" },
    });
    const map = page({ kind: "gateway", googleCertificate: { kind: "map", name: "all" } });
    assert.equal(listener(map)?.tls, undefined);
    assert.equal(resource("Gateway", map)?.metadata.annotations?.["networking.gke.io/certmap"], "all");
  });

  it("has a login at Google's proxy and a health check, by policies of its Service", () => {
    const manifests = page({ kind: "gateway", tlsSecretName: "tls", iap: { oauthClientId: "id.apps" } });
    const targetRef = { group: "", kind: "Service", name: "grafana" };
    assert.deepEqual(resource("GCPBackendPolicy", manifests)?.spec, {
      default: { iap: { enabled: true, clientID: "id.apps", oauth2ClientSecret: { name: "grafana-iap" } } },
      targetRef,
    });
    // A GCPBackendPolicy takes a Secret with one key.
    assert.deepEqual(manifests.iapSecret?.data, {});
    assert.deepEqual(resource("HealthCheckPolicy", manifests)?.spec, {
      default: { config: { type: "HTTP", httpHealthCheck: { requestPath: "/api/health", port: 3000 } } },
      targetRef,
    });
    const kinds = manifests.customResources.map(({ kind }) => kind);
    assert.ok(kinds.indexOf("GCPBackendPolicy") < kinds.indexOf("HTTPRoute"), "the login is there before the route");
  });

  it("has no policies of Google with a class of another controller", () => {
    const kinds = page({ kind: "gateway", tlsSecretName: "tls", className: "istio" }).customResources;
    assert.deepEqual(
      kinds.map(({ kind }) => kind),
      ["Gateway", "HTTPRoute"],
    );
  });
});
