/** VictoriaLogs, and what the program places beside the log agents. */
import { items, numberIn, type Shape } from "../../evidence/shape";
import {
  account,
  claim,
  container,
  containerPort,
  fromSecret,
  image,
  labelled,
  mount,
  podAnnotations,
  podSpec,
  port,
  secret,
  service,
  workload,
  writableMount,
} from "../common";
import { entry, type Entry } from "../model";

const NAMESPACE = "monitoring";
const NAME = "victoria-logs";
const LABELS = labelled(NAME);
const WEB = "/etc/victoria-logs/web";

const ARGUMENTS = items([
  "-storageDataPath=/victoria-logs-data",
  /-retentionPeriod=[1-9]\d*d/,
  /-retention\.maxDiskSpaceUsageBytes=[1-9]\d*/,
  "-inmemoryDataFlushInterval=1s",
  "-httpListenAddr=:9428",
  "-enableTCP6",
  "-tls",
  `-tlsCertFile=${WEB}/tls.crt`,
  `-tlsKeyFile=${WEB}/tls.key`,
  "-tlsMinVersion=TLS13",
  "-metricsAuthKey=metrics",
  "-httpAuth.username=telemetry",
  `-httpAuth.password=file://${WEB}/password`,
  "-loggerFormat=json",
]);

const probe: Shape = {
  failureThreshold: numberIn(1),
  periodSeconds: numberIn(1),
  timeoutSeconds: numberIn(1),
  httpGet: { path: "/health", port: "https", scheme: "HTTPS" },
};

const SERVER = workload(
  "StatefulSet",
  { name: NAME, namespace: NAMESPACE, labels: LABELS },
  {
    annotations: podAnnotations(9428, {
      "prometheus.io/scheme": "https",
      // It is no secret: it opens the store's own metrics alone.
      "prometheus.io/param_authKey": "metrics",
    }),
    spec: podSpec(
      NAME,
      10001,
      [
        container(NAME, image("victoriaLogs"), {
          args: ARGUMENTS,
          livenessProbe: probe,
          readinessProbe: probe,
          startupProbe: probe,
          ports: [containerPort("https", 9428)],
          volumeMounts: items([mount("web", WEB), writableMount("data", "/victoria-logs-data")]),
        }),
      ],
      items([fromSecret("web", `${NAME}-web`), { name: "data", persistentVolumeClaim: { claimName: `${NAME}-data` } }]),
    ),
  },
  { replicas: 1, serviceName: NAME, podManagementPolicy: "Parallel", updateStrategy: { type: "RollingUpdate" } },
);

export const LOGS: readonly Entry[] = [
  entry("StatefulSet", NAME, SERVER),
  entry("ServiceAccount", NAME, account(NAME, NAMESPACE, LABELS)),
  entry("PersistentVolumeClaim", `${NAME}-data`, claim(`${NAME}-data`, NAMESPACE, LABELS)),
  entry("Secret", `${NAME}-web`, secret(`${NAME}-web`, NAMESPACE, LABELS, ["tls.crt", "tls.key", "password"])),
  entry("Service", NAME, service(NAME, NAMESPACE, LABELS, { selector: LABELS, ports: [port("https", 9428)] })),
  entry(
    "Secret",
    "logs-store-credentials",
    secret(
      "logs-store-credentials",
      "telemetry-logs",
      labelled("logs"),
      [],
      ["basic-credentials", "username", "password", "bearer-token", "ca.crt"],
    ),
  ),
];
