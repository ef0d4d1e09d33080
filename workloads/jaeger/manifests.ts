/** A team's Jaeger as Kubernetes objects: one process that receives and stores spans and serves traces. */
import { scrapeAnnotations } from "../../contract/annotations";
import { SPAN_TLS_FOLDER } from "../../contract/credentials/spanTls";
import { certificatesSecret, NAMES, type ObjectMetadata, traceNames } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import { imageReference, IMAGES } from "../../contract/images";
import type { TraceStorageSettings } from "../../settings/schema/tracing";
import { checksum, CHECKSUM_ANNOTATION } from "../../contract/pods/checksum";
import { type JaegerInput, jaegerMetadata, type JaegerSurroundings } from "./input";
import { CONFIG_DIRECTORY, CONFIG_FILE, DATA_DIRECTORY, HEALTH_PATH, jaegerConfig, POD_IP_VARIABLE } from "./config";
import { pageManifests, servedService } from "../pages/page";
import { jaegerEdges, jaegerPart } from "../network/jaegerConnections";
import { partPolicy } from "../network/policies";
import { jaegerSizing, type JaegerSizing } from "../../settings/sizing/traces/jaeger";
import { unprivilegedContainer, unprivilegedPod } from "../pods/security";
import { volumeClaim } from "../pods/volumeClaim";
import { httpProbe } from "../pods/probes";
import { serviceAccountWithoutToken } from "../serviceAccount";

/** The user of the image. */
const USER_ID = 10_001;

/**
 * Seconds that a start may take. Jaeger reads the tables of a large database, and its write-ahead log, before it is
 * ready.
 */
export const JAEGER_STARTUP_BUDGET_SECONDS = 600;

/**
 * Every object of a team's Jaeger.
 *
 * @param surroundings the trace pipeline that it belongs to, and its other clients. Default: those of the stack
 */
export function jaegerManifests(input: JaegerInput, surroundings: JaegerSurroundings = {}) {
  const { storage, ingress } = input;
  const { namespace } = surroundings.traces ?? traceNames();
  const metadata = jaegerMetadata(input.name, namespace);
  const sizing = jaegerSizing(storage);
  const files = configFiles(storage, sizing);
  // The query page, which is at the root, has no login and so no other path for a health check.
  const page = pageManifests({ metadata, portName: "query", port: PORTS.jaegerQuery, healthPath: "/" }, ingress);
  return {
    serviceAccount: serviceAccountWithoutToken(metadata),
    configMap: { apiVersion: "v1" as const, kind: "ConfigMap" as const, metadata, data: files },
    persistentVolumeClaim: storage.kind === "volume" ? volumeClaim(metadata, storage) : undefined,
    statefulSet: statefulSet(metadata, storage, sizing, checksum(files)),
    service: servedService(service(metadata), page),
    headlessService: headlessService(metadata),
    networkPolicy: partPolicy(jaegerPart(input.name, namespace), jaegerEdges([input], surroundings), metadata.labels),
    page,
  };
}

export type JaegerManifests = ReturnType<typeof jaegerManifests>;

function configFiles(storage: TraceStorageSettings, { memoryLimiterMiB }: JaegerSizing) {
  // JSON is valid YAML, and needs no library.
  return { [CONFIG_FILE]: JSON.stringify(jaegerConfig({ storage, memoryLimiterMiB }), null, 2) };
}

/**
 * Name of the headless Service. It has a prefix instead of a suffix, because another team could have the name with a
 * suffix.
 */
function headlessName({ name }: ObjectMetadata): string {
  return `headless-${name}`;
}

const SPAN_PORTS = [
  {
    name: "otlp-grpc",
    port: PORTS.otlpGrpc,
    targetPort: "otlp-grpc",
    protocol: "TCP",
    appProtocol: "grpc",
  },
  { name: "otlp-http", port: PORTS.otlpHttp, targetPort: "otlp-http", protocol: "TCP", appProtocol: "https" },
];

function service(metadata: ObjectMetadata) {
  const query = { name: "query", port: PORTS.jaegerQuery, targetPort: "query", protocol: "TCP", appProtocol: "http" };
  return {
    apiVersion: "v1" as const,
    kind: "Service" as const,
    metadata,
    spec: { type: "ClusterIP", selector: metadata.labels, ports: [query, ...SPAN_PORTS] },
  };
}

/** The headless Service, for the stable name of the pod and for clients that balance connections themselves. */
function headlessService(metadata: ObjectMetadata) {
  return {
    apiVersion: "v1" as const,
    kind: "Service" as const,
    metadata: { ...metadata, name: headlessName(metadata) },
    spec: { type: "ClusterIP", clusterIP: "None", selector: metadata.labels, ports: SPAN_PORTS },
  };
}

function statefulSet(
  metadata: ObjectMetadata,
  storage: TraceStorageSettings,
  sizing: JaegerSizing,
  configurationChecksum: string,
) {
  return {
    apiVersion: "apps/v1" as const,
    kind: "StatefulSet" as const,
    metadata,
    spec: {
      serviceName: headlessName(metadata),
      // Two replicas cannot share a database or memory.
      replicas: 1,
      // With OrderedReady, a pod that does not become ready also blocks the update that would fix it.
      podManagementPolicy: "Parallel",
      // Gateways and samplers queue spans while the replica restarts.
      updateStrategy: { type: "RollingUpdate" },
      selector: { matchLabels: metadata.labels },
      template: {
        metadata: {
          labels: metadata.labels,
          annotations: { ...scrapeAnnotations(PORTS.jaegerMetrics), [CHECKSUM_ANNOTATION]: configurationChecksum },
        },
        spec: {
          ...unprivilegedPod(USER_ID),
          serviceAccountName: metadata.name,
          // Closing the database writes what is in memory to its tables.
          terminationGracePeriodSeconds: 120,
          containers: [container(storage, sizing)],
          volumes: [
            { name: "config", configMap: { name: metadata.name } },
            { name: "span-tls", secret: { secretName: certificatesSecret(metadata.name), defaultMode: 0o440 } },
            ...(storage.kind === "volume"
              ? [{ name: "data", persistentVolumeClaim: { claimName: metadata.name } }]
              : []),
          ],
        },
      },
    },
  };
}

function container(storage: TraceStorageSettings, { goMemoryLimitMiB, resources }: JaegerSizing) {
  return {
    name: NAMES.jaeger,
    image: imageReference(IMAGES.jaeger),
    args: [`--config=${CONFIG_DIRECTORY}/${CONFIG_FILE}`],
    env: [
      { name: POD_IP_VARIABLE, valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
      { name: "GOMEMLIMIT", value: `${goMemoryLimitMiB}MiB` },
    ],
    ports: [
      { name: "query", containerPort: PORTS.jaegerQuery, protocol: "TCP" },
      { name: "otlp-grpc", containerPort: PORTS.otlpGrpc, protocol: "TCP" },
      { name: "otlp-http", containerPort: PORTS.otlpHttp, protocol: "TCP" },
      { name: "metrics", containerPort: PORTS.jaegerMetrics, protocol: "TCP" },
      { name: "health", containerPort: PORTS.jaegerHealth, protocol: "TCP" },
    ],
    startupProbe: httpProbe("health", HEALTH_PATH, {
      periodSeconds: 5,
      failureThreshold: JAEGER_STARTUP_BUDGET_SECONDS / 5,
    }),
    readinessProbe: httpProbe("health", HEALTH_PATH, { periodSeconds: 5, failureThreshold: 3 }),
    livenessProbe: httpProbe("health", HEALTH_PATH, { periodSeconds: 10, failureThreshold: 6 }),
    resources,
    securityContext: unprivilegedContainer(),
    volumeMounts: [
      { name: "config", mountPath: CONFIG_DIRECTORY, readOnly: true },
      { name: "span-tls", mountPath: SPAN_TLS_FOLDER, readOnly: true },
      ...(storage.kind === "volume" ? [{ name: "data", mountPath: DATA_DIRECTORY }] : []),
    ],
  };
}
