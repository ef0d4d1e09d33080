/** Demo applications, and the collector beside one of them. */
import { items, oneOf, textOf, type Shape } from "../../evidence/shape";
import {
  account,
  container,
  containerPort,
  fieldVariable,
  httpProbe,
  image,
  labelled,
  MEMORY_LIMIT,
  podAnnotations,
  podSpec,
  port,
  service,
  tcpProbe,
  user,
  SECURE,
  variable,
  workload,
} from "../common";
import { COLLECTOR_IMAGE } from "../chart/image";
import { SIDECAR_CONFIGURATION } from "../collector/sidecar";
import { entry, type Entry } from "../model";

const NAMESPACE = "telemetry-demo";
const HOTROD = labelled("hotrod");
const METRICS = labelled("metrics-demo");

const SIDECAR: Shape = {
  ...(container("otel-sidecar", COLLECTOR_IMAGE, {
    args: ["--config=env:OTEL_SIDECAR_CONFIG"],
    env: items([
      variable("OTEL_SIDECAR_CONFIG", textOf(SIDECAR_CONFIGURATION)),
      MEMORY_LIMIT,
      fieldVariable("MY_POD_IP", "status.podIP"),
      fieldVariable("MY_POD_NAME", "metadata.name"),
      fieldVariable("MY_POD_NAMESPACE", "metadata.namespace"),
      fieldVariable("MY_POD_UID", "metadata.uid"),
      fieldVariable("MY_NODE_NAME", "spec.nodeName"),
    ]),
    livenessProbe: httpProbe("/", 13133),
    startupProbe: httpProbe("/", 13133),
    restartPolicy: "Always",
  }) as Record<string, Shape>),
  securityContext: { ...SECURE, ...user(10001) },
};

const deployment = (name: string, labels: Record<string, Shape>, scraped: number, spec: Shape): Shape =>
  workload(
    "Deployment",
    { name, namespace: NAMESPACE, labels, annotations: { "gke-telemetry/inject-sidecar?": "true" } },
    { annotations: podAnnotations(scraped), spec },
    { replicas: 1 },
  );

const hotrodSpec = podSpec(
  "hotrod",
  65534,
  [
    container("hotrod", image("hotrod"), {
      args: items([
        "all",
        "--frontend-service-port=8080",
        "--customer-service-hostname=127.0.0.1",
        "--driver-service-hostname=127.0.0.1",
        "--route-service-hostname=127.0.0.1",
      ]),
      env: items(
        [
          variable(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            oneOf("http://127.0.0.1:4318", "http://otel-agent.open-telemetry.svc.cluster.local:4318"),
          ),
        ],
        [variable("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")],
      ),
      livenessProbe: tcpProbe("http"),
      readinessProbe: tcpProbe("http"),
      ports: [containerPort("http", 8080)],
    }),
  ],
  undefined,
  { "initContainers?": items([SIDECAR]) },
);

const metricsSpec = podSpec(
  "metrics-demo",
  100,
  [
    container("metrics-demo", image("podinfo"), {
      command: items(["./podinfo", "--port=9898", "--level=warn"]),
      livenessProbe: httpProbe("/healthz", "http"),
      readinessProbe: httpProbe("/healthz", "http"),
      ports: [containerPort("http", 9898)],
    }),
  ],
  undefined,
);

export const DEMO: readonly Entry[] = [
  entry("Deployment", "hotrod", deployment("hotrod", HOTROD, 8080, hotrodSpec)),
  entry("Deployment", "metrics-demo", deployment("metrics-demo", METRICS, 9898, metricsSpec)),
  entry("ServiceAccount", "hotrod", account("hotrod", NAMESPACE, HOTROD)),
  entry("ServiceAccount", "metrics-demo", account("metrics-demo", NAMESPACE, METRICS)),
  entry("Service", "hotrod", service("hotrod", NAMESPACE, HOTROD, { selector: HOTROD, ports: [port("http", 8080)] })),
  entry(
    "Service",
    "metrics-demo",
    service("metrics-demo", NAMESPACE, METRICS, { selector: METRICS, ports: [port("http", 9898)] }),
  ),
];
