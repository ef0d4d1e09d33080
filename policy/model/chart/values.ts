/** The values of the collector's chart, by release. What is not listed is not set. */
import { bytesOf } from "../../evidence/prometheus";
import { at, listAt, textAt } from "../../evidence/reading";
import { allOf, demand, items, listOf, numberIn, oneOf, positive, type Shape } from "../../evidence/shape";
import { httpProbe, mount, podUser, RESOURCES, SECURE, user, variable } from "../common";
import { GATEWAY_CONFIGURATION } from "../collector/gateway";
import { EXPORTER_MOUNT, exporterVolume } from "../collector/own";
import { SAMPLER_CONFIGURATION } from "../collector/sampler";
import { CHART_IMAGE } from "./image";
import { MOUNTED } from "../rendered";

export type Values = Record<string, Shape>;

const opened = (port: number): Values => ({ enabled: true, containerPort: port, servicePort: port, hostPort: 0 });
export const openable = (port: number): Shape =>
  oneOf(
    { enabled: false },
    { enabled: true, containerPort: port, servicePort: port, "hostPort?": 0, "protocol?": /TCP|UDP/ },
  );

/** Ports of legacy protocols are for agents alone. */
export const ports = (legacy: (port: number) => Shape, otlp: (port: number) => Shape = opened): Values => ({
  metrics: opened(8888),
  otlp: otlp(4317),
  "otlp-http": otlp(4318),
  "jaeger-compact": legacy(6831),
  "jaeger-grpc": legacy(14250),
  "jaeger-thrift": legacy(14268),
  zipkin: legacy(9411),
});
const CLOSED = (): Shape => ({ enabled: false });
/** Of a collector that nobody sends to. */
export const NO_RECEIVERS = (): Values => ports(CLOSED, CLOSED);

/** What every release has. */
export const common: Values = {
  ...MOUNTED,
  image: CHART_IMAGE,
  livenessProbe: httpProbe("/", 13133),
  readinessProbe: httpProbe("/", 13133),
  startupProbe: httpProbe("/", 13133),
  podSecurityContext: podUser(10001),
  securityContext: { ...SECURE, ...user(10001) },
  resources: RESOURCES,
  "terminationGracePeriodSeconds?": numberIn(15),
  useGOMEMLIMIT: false,
  "priorityClassName?": /(?!system-)[a-z0-9]([a-z0-9.-]*[a-z0-9])?/,
};

export const GO_LIMIT = variable("GOMEMLIMIT", /[1-9]\d*MiB/);
export const GO_PERCENT = variable("GOGC", /[1-9]\d*/);

export const CREDENTIALS: Shape = {
  name: "remote-write",
  secret: { secretName: "remote-write-credentials", defaultMode: 0o440, "optional?": false },
};
/** The certificates of a collector for spans. */
export const certificates = (name: string): Shape => ({
  name: "span-tls",
  secret: { secretName: `${name}-certificates`, defaultMode: 0o440, "optional?": false },
});
export const CERTIFICATES_MOUNT = mount("span-tls", "/etc/otel/span-tls");
/** Restarts a collector that read an authority's certificate when it started. */
export const GENERATION: Record<string, Shape> = { "gke-telemetry/certificates-generation?": /\d+/ };

export const CREDENTIALS_MOUNT = mount("remote-write", "/etc/otel/remote-write");

export const feature = (name: string) => `--feature-gates=${name}`;
export const RETRY_ON_429 = feature("exporter.prometheusremotewritexporter.RetryOn429");

/** The gates of contrib's writer, which drops what a store refuses with 429 without the first of them. */
const contribGates = (values: unknown) =>
  Object.keys(at(values, "alternateConfig", "exporters") ?? {}).every(
    (id) =>
      !id.startsWith("prometheus_remote_write") ||
      ((at(values, "command", "extraArgs") ?? []) as string[]).includes(RETRY_ON_429),
  );
export const GATES = demand(`have to open ${RETRY_ON_429} for prometheus_remote_write`, contribGates);

const MIB = 1024 ** 2;
const limitOf = (values: unknown) => bytesOf(textAt(values, "resources", "limits", "memory"));
const mebibytes =
  (...path: string[]) =>
  (values: unknown) =>
    Number(at(values, "alternateConfig", ...path) ?? 0) * MIB;
const goLimitOf = (values: unknown) => {
  const variable = listAt(values, "extraEnvs").find((one) => textAt(one, "name") === "GOMEMLIMIT");
  return bytesOf(textAt(variable, "value").replace(/B$/, ""));
};

/** What a collector keeps has to fit its memory, or the kernel ends it. */
export const LIMITER = allOf(
  demand(
    "have a memory limiter that is not below the container's limit",
    (values) => mebibytes("processors", "memory_limiter", "limit_mib")(values) < limitOf(values),
  ),
  demand(
    "have a GOMEMLIMIT from a quarter to the whole of the container's memory",
    (values) => goLimitOf(values) >= limitOf(values) / 4 && goLimitOf(values) <= limitOf(values),
  ),
  demand(
    "have a queue in memory that fits the container's",
    (values) =>
      mebibytes("exporters", "durable_remote_write", "queue", "memory_mib")(values) +
        mebibytes("exporters", "durable_remote_write", "series_cache", "max_mib")(values) <
      limitOf(values),
  ),
  demand(
    "request no more memory than their limit",
    (values) => bytesOf(textAt(values, "resources", "requests", "memory")) <= limitOf(values),
  ),
);

const spread = listOf({
  labelSelector: {
    matchLabels: { "app.kubernetes.io/instance": /.+/, "app.kubernetes.io/name": /.+/, component: /.+/ },
  },
  maxSkew: 1,
  topologyKey: /kubernetes\.io\/hostname|topology\.kubernetes\.io\/zone/,
  whenUnsatisfiable: /ScheduleAnyway|DoNotSchedule/,
});

const scraped: Shape = {
  "prometheus.io/scrape": "true",
  "prometheus.io/port": "8888",
  "prometheus.io/path": "/metrics",
  ...GENERATION,
};

/** A collector that does not use the API server: no permission and no token. */
export const withoutPermission = (name: string): Values => ({
  ...common,
  fullnameOverride: name,
  nameOverride: name,
  clusterRole: { create: false },
  podAnnotations: scraped,
  ports: ports(CLOSED),
  serviceAccount: { create: true, name, automountServiceAccountToken: false },
  "nodeSelector?": { "kubernetes.io/os?": "linux" },
});

/** What gateway and samplers have in common. */
const traceCommon = (name: string): Values => ({
  ...withoutPermission(name),
  terminationGracePeriodSeconds: positive,
  lifecycleHooks: { preStop: { sleep: { seconds: positive } } },
  podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
  topologySpreadConstraints: spread,
});

/** Of trusted namespaces, which send to the gateway themselves. */
const TRUSTED_PORT: Shape = { ...opened(4319), protocol: "TCP", "appProtocol?": "grpc" };

export const GATEWAY_VALUES: Shape = allOf(
  {
    ...traceCommon("trace-gateway"),
    ports: { ...ports(CLOSED), "otlp-sidecars?": TRUSTED_PORT },
    mode: "deployment",
    alternateConfig: GATEWAY_CONFIGURATION,
    autoscaling: {
      enabled: true,
      minReplicas: positive,
      maxReplicas: positive,
      targetCPUUtilizationPercentage: numberIn(10, 95),
      targetMemoryUtilizationPercentage: numberIn(10, 95),
      "behavior?": {
        scaleDown: {
          policies: [{ type: "Pods", value: positive, periodSeconds: positive }],
          stabilizationWindowSeconds: positive,
        },
        scaleUp: { stabilizationWindowSeconds: numberIn(0) },
      },
    },
    command: { extraArgs: items([], [RETRY_ON_429, feature("connector.spanmetrics.excludeResourceMetrics")]) },
    extraEnvs: items([GO_LIMIT], [GO_PERCENT]),
    extraVolumes: items([certificates("trace-gateway")], [CREDENTIALS, exporterVolume("trace-gateway")]),
    extraVolumeMounts: items([CERTIFICATES_MOUNT], [CREDENTIALS_MOUNT, EXPORTER_MOUNT]),
    rollout: { strategy: "RollingUpdate", rollingUpdate: { maxSurge: positive, maxUnavailable: 0 } },
    service: { enabled: true, type: "ClusterIP" },
  },
  GATES,
  LIMITER,
);

export const SAMPLER_VALUES: Shape = allOf(
  {
    ...traceCommon("trace-sampler"),
    mode: "statefulset",
    alternateConfig: SAMPLER_CONFIGURATION,
    replicaCount: numberIn(2),
    command: { extraArgs: [] },
    extraEnvs: items([GO_LIMIT], [GO_PERCENT]),
    extraVolumes: items([certificates("trace-sampler")], [exporterVolume("trace-sampler")]),
    extraVolumeMounts: items([CERTIFICATES_MOUNT], [EXPORTER_MOUNT]),
    rollout: { strategy: "RollingUpdate" },
    service: { enabled: true, type: "ClusterIP", clusterIP: "None" },
    statefulset: { podManagementPolicy: "Parallel" },
  },
  LIMITER,
);
