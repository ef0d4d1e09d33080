/** Node exporter: it reads three folders of the node, and writes none. */
import { items, oneOf, type Shape } from "../../../evidence/shape";
import {
  account,
  container,
  containerPort,
  fieldVariable,
  httpProbe,
  image,
  labelled,
  mount,
  podAnnotations,
  podSpec,
  workload,
} from "../../common";
import { entry, type Entry } from "../../model";

const NAMESPACE = "node-exporter";
const LABELS = labelled("node-exporter");

const ROOT_MOUNT = "/host/root";

/** The folders of the node, by volume, and where they are mounted. */
const FOLDERS = [
  ["proc", "/proc", "/host/proc"],
  ["sys", "/sys", "/host/sys"],
  ["root", "/", ROOT_MOUNT],
] as const;

const COLLECTORS = [
  "cpu",
  "diskstats",
  "filefd",
  "filesystem",
  "loadavg",
  "meminfo",
  "os",
  "pressure",
  "stat",
  "time",
  "timex",
  "vmstat",
];
/** Only in the node's network namespace. */
const NETWORK_COLLECTORS = ["arp", "conntrack", "netdev", "netstat", "sockstat", "softnet", "uname"];

const collectors = (names: readonly string[]): string[] => names.map((name) => `--collector.${name}`);

const ARGUMENTS = items(
  [
    "--web.listen-address=[$(POD_IP)]:9100",
    "--path.procfs=/host/proc",
    "--path.sysfs=/host/sys",
    `--path.rootfs=${ROOT_MOUNT}`,
    `--path.udev.data=${ROOT_MOUNT}/run`,
    "--collector.disable-defaults",
    ...collectors(COLLECTORS),
  ],
  [/--collector\.filesystem\.mount-points-exclude=.+/, ...collectors(NETWORK_COLLECTORS)],
);

const probe: Shape = httpProbe("/", "metrics");

const DAEMON_SET = workload(
  "DaemonSet",
  { name: "node-exporter", namespace: NAMESPACE, labels: LABELS },
  {
    annotations: podAnnotations(9100),
    spec: podSpec(
      "node-exporter",
      65534,
      [
        container("node-exporter", image("nodeExporter"), {
          args: ARGUMENTS,
          env: items([fieldVariable("POD_IP", "status.podIP")]),
          livenessProbe: probe,
          readinessProbe: probe,
          ports: [containerPort("metrics", 9100)],
          volumeMounts: items(FOLDERS.map(([name, , inside]) => mount(name, inside))),
        }),
      ],
      items(FOLDERS.map(([name, path]) => ({ name, hostPath: { path, type: "Directory" } }))),
      {
        // The rule `namespaces` compares it with the codes of the namespace.
        "hostNetwork?": oneOf(true, false),
        "dnsPolicy?": "ClusterFirstWithHostNet",
        tolerations: [{ operator: "Exists" }],
      },
    ),
  },
  { updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: /([1-9]|[1-4]\d|50)%|[1-9]/ } } },
);

export const NODE_EXPORTER: readonly Entry[] = [
  entry("DaemonSet", "node-exporter", DAEMON_SET),
  entry("ServiceAccount", "node-exporter", account("node-exporter", NAMESPACE, LABELS)),
];
