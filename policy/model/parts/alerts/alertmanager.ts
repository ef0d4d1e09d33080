/** Alertmanager: replicas with a login, which tell receivers of alerts and keep receivers' secrets in files. */
import { anything, items, mapOf, numberIn, oneOf, textOf, type Shape } from "../../../evidence/shape";
import {
  account,
  configMap,
  container,
  containerPort,
  execProbe,
  fieldVariable,
  fromConfigMap,
  fromSecret,
  HOST_NAME,
  image,
  labelled,
  MEMORY_LIMIT,
  mount,
  objectShape,
  podAnnotations,
  podSpec,
  port,
  QUANTITY,
  secret,
  service,
  workload,
  writableMount,
} from "../../common";
import { entry, type Entry } from "../../model";
import { CONFIGURATION, RECEIVER_NAME } from "./configuration";

const NAMESPACE = "monitoring";
const LABELS = labelled("alertmanager");
const PEER = "alertmanager-\\d\\.alertmanager-peers\\.monitoring\\.svc\\.cluster\\.local";

const FIXED = [
  "--config.file=/etc/alertmanager/config/alertmanager.yml",
  "--storage.path=/alertmanager",
  "--data.maintenance-interval=1m",
  "--web.config.file=/etc/alertmanager/web/web.yml",
  "--web.external-url=https://alertmanager.monitoring.svc.cluster.local:9093",
] as const;

const peer = new RegExp(`--cluster\\.peer=${PEER}:9094`);

/** Alone, or with the replicas of the same Alertmanager. */
const ARGUMENTS = oneOf(
  items([...FIXED, "--cluster.listen-address="]),
  items(
    [...FIXED, "--cluster.listen-address=[$(POD_IP)]:9094", "--cluster.advertise-address=[$(POD_IP)]:9094", peer],
    // A shape stands for one item.
    [new RegExp(peer), new RegExp(peer)],
  ),
);

const PROBE: Shape = execProbe(
  "/bin/amtool",
  "cluster",
  "show",
  "--alertmanager.url=https://localhost:9093",
  "--http.config.file=/etc/alertmanager/web/probe.yml",
  "--no-version-check",
);

const POD = podSpec(
  "alertmanager",
  65534,
  [
    container("alertmanager", image("alertmanager"), {
      args: ARGUMENTS,
      env: items([fieldVariable("POD_IP", "status.podIP"), MEMORY_LIMIT]),
      livenessProbe: PROBE,
      readinessProbe: PROBE,
      ports: items(
        [containerPort("https", 9093)],
        [containerPort("gossip-tcp", 9094), { name: "gossip-udp", containerPort: 9094, protocol: "UDP" }],
      ),
      volumeMounts: items(
        [
          mount("config", "/etc/alertmanager/config"),
          mount("web", "/etc/alertmanager/web"),
          writableMount("data", "/alertmanager"),
        ],
        [mount("receivers", "/etc/alertmanager/receivers")],
      ),
    }),
  ],
  items(
    [fromConfigMap("config", "alertmanager-config"), fromSecret("web", "alertmanager-web")],
    [fromSecret("receivers", "alertmanager-receivers")],
  ),
);

const SERVER = workload(
  "StatefulSet",
  { name: "alertmanager", namespace: NAMESPACE, labels: LABELS },
  { annotations: podAnnotations(undefined), spec: POD },
  {
    replicas: numberIn(1, 3),
    serviceName: "alertmanager-peers",
    podManagementPolicy: "Parallel",
    updateStrategy: { type: "RollingUpdate" },
    persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Delete" },
    volumeClaimTemplates: [
      {
        metadata: { name: "data" },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: QUANTITY } },
          "storageClassName?": HOST_NAME,
        },
      },
    ],
  },
);

export const ALERTMANAGER: readonly Entry[] = [
  entry("StatefulSet", "alertmanager", SERVER),
  entry("ServiceAccount", "alertmanager", account("alertmanager", NAMESPACE, LABELS)),
  entry(
    "ConfigMap",
    "alertmanager-config",
    configMap("alertmanager-config", NAMESPACE, LABELS, { "alertmanager.yml": textOf(CONFIGURATION) }),
  ),
  entry(
    "Secret",
    "alertmanager-web",
    secret("alertmanager-web", NAMESPACE, LABELS, [
      "ca.crt",
      "probe-password",
      "probe.yml",
      "tls.crt",
      "tls.key",
      "web.yml",
    ]),
  ),
  entry("Secret", "alertmanager-receivers", receiverSecrets()),
  entry(
    "Service",
    "alertmanager",
    service("alertmanager", NAMESPACE, LABELS, { selector: LABELS, ports: items([port("https", 9093)]) }),
  ),
  entry(
    "Service",
    "alertmanager-peers",
    service("alertmanager-peers", NAMESPACE, LABELS, {
      clusterIP: "None",
      publishNotReadyAddresses: true,
      selector: LABELS,
      ports: items([port("https", 9093)]),
    }),
  ),
  entry(
    "PodDisruptionBudget",
    "alertmanager",
    objectShape(
      "policy/v1",
      "PodDisruptionBudget",
      { name: "alertmanager", namespace: NAMESPACE, labels: LABELS },
      { spec: { maxUnavailable: 1, selector: { matchLabels: LABELS } } },
    ),
  ),
];

/** A Secret whose keys are names of receivers. */
function receiverSecrets(): Shape {
  const content = mapOf(RECEIVER_NAME, anything);
  const withContent = (field: "stringData" | "data") =>
    objectShape(
      "v1",
      "Secret",
      { name: "alertmanager-receivers", namespace: NAMESPACE, labels: LABELS },
      { type: "Opaque", [field]: content },
    );
  return oneOf(withContent("stringData"), withContent("data"));
}
