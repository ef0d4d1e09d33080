/** Pods of an Istio mesh that accepts mTLS alone, with what its injector makes of their annotations. */
import type { RequestListener } from "node:http";
import type { Container } from "../cluster/pods";
import { ANNOTATED, METRICS, page, SCRAPED, serve, type State } from "./state";
import type { RunningTenantPod } from "./tenants";

const STATUS_PORT = 15_020;

/** The injector takes the pod's annotations away, tells them to Istio's agent, and writes its own. */
const MERGED = { ...SCRAPED, "prometheus.io/port": String(STATUS_PORT), "prometheus.io/path": "/stats/prometheus" };

/** Of a Deployment, as whoever annotates it does so in its template. */
const CART = {
  labels: { "pod-template-hash": "6c5b9d7f4" },
  ownerReferences: [
    {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      name: "cart-6c5b9d7f4",
      uid: "00000000-0000-4000-8000-000000000002",
      controller: true,
    },
  ],
};

const sidecar = (told?: { readonly scrape: string; readonly path: string; readonly port: string }): Container => ({
  name: "istio-proxy",
  image: "example.invalid/proxyv2:1",
  restartPolicy: "Always",
  ports: [{ containerPort: 15_090, name: "http-envoy-prom" }],
  env: told ? [{ name: "ISTIO_PROMETHEUS_ANNOTATIONS", value: JSON.stringify(told) }] : [],
});

/** Envoy ends a connection that is not TLS. A port-forward comes from inside of the pod, and reaches the application. */
const strict: RequestListener = (request, response) => {
  if (request.headers["x-prometheus-scrape-timeout-seconds"] === undefined) page(METRICS)(request, response);
  else request.socket.destroy();
};

/** What Istio's agent serves. Its counters grow with each request. */
function merged(pod: RunningTenantPod, application: string, failures: number): Promise<void> {
  let scrapes = 0;
  return serve(
    pod,
    (request, response) => {
      scrapes += 1;
      const own = [
        "# TYPE istio_agent_scrapes_total counter",
        `istio_agent_scrapes_total ${scrapes}`,
        "# TYPE istio_agent_scrape_failures_total counter",
        `istio_agent_scrape_failures_total{type="application"} ${failures * scrapes}`,
        "",
      ].join("\n");
      const isMerged = request.url === "/stats/prometheus";
      page(isMerged ? `${own}${application}` : "not found", isMerged ? 200 : 404)(request, response);
    },
    { port: STATUS_PORT },
  );
}

export const MESHED: readonly State[] = [
  {
    name: "a pod whose metrics Istio merges, which is scraped there alone",
    pod: {
      annotations: MERGED,
      ports: { metrics: 8080 },
      initContainers: [sidecar({ scrape: "true", path: "", port: "8080" })],
    },
    make: async (_, pod) => {
      await merged(pod, METRICS, 0);
      await serve(pod, strict);
    },
    verdict: /arrives: 3 series, /,
  },
  {
    name: "a pod without prometheus.io/port, of which Istio merges nothing",
    pod: {
      ...CART,
      annotations: MERGED,
      ports: { metrics: 8080 },
      initContainers: [sidecar({ scrape: "true", path: "", port: "" })],
    },
    make: (_, pod) => merged(pod, "", 1),
    station: "last scrape",
    verdict:
      /its Istio sidecar answers with its own metrics alone: it asks the application at http:\/\/localhost:80\/metrics, /,
    fix: /patch deployment cart .*"prometheus\.io\/port":"8080"/,
  },
  {
    name: "a pod whose Istio sidecar accepts mTLS alone",
    pod: { ...CART, annotations: ANNOTATED, initContainers: [sidecar()] },
    make: (_, pod) => serve(pod, strict),
    station: "last scrape",
    verdict:
      /the application answers at port 8080, and its Istio sidecar refuses the agent: a PeerAuthentication asks for mTLS/,
    fix: /patch deployment cart .*"traffic\.sidecar\.istio\.io\/excludeInboundPorts":"8080"/,
  },
  {
    name: "a port that Istio's sidecar does not capture",
    pod: {
      annotations: { ...ANNOTATED, "traffic.sidecar.istio.io/excludeInboundPorts": "8080" },
      initContainers: [sidecar()],
    },
    make: (_, pod) => serve(pod, page("no such page", 404)),
    station: "last scrape",
    verdict: /it answers 404 at port 8080 \/metrics$/,
  },
];
