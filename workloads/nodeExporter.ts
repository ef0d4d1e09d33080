/** Node exporter as Kubernetes objects: a pod on each node with read-only access to the node's files. */
import { scrapeAnnotations } from "../contract/annotations";
import {
  clusterWideName,
  labels,
  NAMESPACES,
  type ObjectMetadata,
  type Placement,
  PLACEMENTS,
} from "../contract/names";
import { PORTS } from "../contract/ports";
import { LINUX_NODES, nodePriorityClass } from "../contract/pods/scheduling";
import type { NodeExporterSettings as Settings } from "../settings/schema/metrics/nodeExporter";
import { imageReference, IMAGES } from "../contract/images";
import { unprivilegedContainer, unprivilegedPod } from "./pods/security";
import { httpProbe } from "./pods/probes";
import { serviceAccountWithoutToken } from "./serviceAccount";

type NodeExporterSettings = Pick<Settings, "hostNetwork"> &
  Partial<Pick<Settings, "nodeSelector" | "priorityClassName">>;

/** `nobody`, the user of the image. */
const USER_ID = 65_534;

/** Where the container sees the node's own file system. */
const ROOT_MOUNT = "/host/root";

/** Folders of the node with their mount paths in the container. All are read-only. */
const HOST_FOLDERS = [
  { name: "proc", path: "/proc", mountPath: "/host/proc" },
  { name: "sys", path: "/sys", mountPath: "/host/sys" },
  { name: "root", path: "/", mountPath: ROOT_MOUNT },
] as const;

/**
 * Collectors whose result does not depend on the pod's network namespace. The defaults are off, because others need
 * permissions that the pod does not have and would log an error at every scrape.
 */
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
] as const;

/**
 * Collectors that report the network namespace or the host name of their own process. They are on only if the pod uses
 * the node's network, because they would otherwise describe the pod.
 */
const HOST_NETWORK_COLLECTORS = ["arp", "conntrack", "netdev", "netstat", "sockstat", "softnet", "uname"] as const;

/** Mount points that belong to pods or to the kernel, or that hold no data. */
const IGNORED_MOUNT_POINTS = "^/(dev|proc|run|sys|var/lib/(containerd|containers|docker|kubelet)/.+)($|/)";

/**
 * Every object of node exporter.
 *
 * @param placement name and namespace of the objects. Default: `PLACEMENTS.nodeExporter`
 */
export function nodeExporterManifests(settings: NodeExporterSettings, placement: Placement = PLACEMENTS.nodeExporter) {
  const metadata = { ...placement, labels: labels(placement.name) };
  const { priorityClassName = clusterWideName(placement, NAMESPACES.nodeExporter) } = settings;
  return {
    ...(settings.priorityClassName === undefined && {
      priorityClass: nodePriorityClass(priorityClassName, metadata.labels),
    }),
    serviceAccount: serviceAccountWithoutToken(metadata),
    daemonSet: daemonSet({ ...settings, priorityClassName }, metadata),
  };
}

export type NodeExporterManifests = ReturnType<typeof nodeExporterManifests>;

function daemonSet(settings: NodeExporterSettings & { readonly priorityClassName: string }, metadata: ObjectMetadata) {
  return {
    apiVersion: "apps/v1" as const,
    kind: "DaemonSet" as const,
    metadata,
    spec: {
      selector: { matchLabels: metadata.labels },
      // A rollout causes a gap of a few seconds on a tenth of the nodes at a time. One by one, it would take hours on a
      // large cluster.
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
      template: {
        metadata: { labels: metadata.labels, annotations: scrapeAnnotations(PORTS.nodeExporter) },
        spec: {
          ...unprivilegedPod(USER_ID),
          serviceAccountName: metadata.name,
          hostNetwork: settings.hostNetwork,
          // All taints are tolerated, those of Windows nodes too, where the image does not run.
          nodeSelector: { ...LINUX_NODES, ...settings.nodeSelector },
          priorityClassName: settings.priorityClassName,
          tolerations: [{ operator: "Exists" }],
          terminationGracePeriodSeconds: 10,
          containers: [container(settings)],
          volumes: HOST_FOLDERS.map(({ name, path }) => ({ name, hostPath: { path, type: "Directory" } })),
        },
      },
    },
  };
}

function container(settings: NodeExporterSettings) {
  return {
    name: "node-exporter",
    image: imageReference(IMAGES.nodeExporter),
    args: nodeExporterArguments(settings),
    env: [{ name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }],
    ports: [{ name: "metrics", containerPort: PORTS.nodeExporter, protocol: "TCP" }],
    readinessProbe: httpProbe("metrics", "/", { periodSeconds: 10, failureThreshold: 3 }),
    livenessProbe: httpProbe("metrics", "/", { periodSeconds: 30, failureThreshold: 3 }),
    resources: { requests: { cpu: "20m", memory: "32Mi" }, limits: { cpu: "200m", memory: "128Mi" } },
    securityContext: unprivilegedContainer(),
    // No mountPropagation: where the node's root mount is private, the pod would not start. The price is that a disk
    // mounted after the pod's start shows the size of what lies below it until the pod restarts.
    volumeMounts: HOST_FOLDERS.map(({ name, mountPath }) => ({ name, mountPath, readOnly: true })),
  };
}

function nodeExporterArguments(settings: NodeExporterSettings): string[] {
  const collectors = [...COLLECTORS, ...(settings.hostNetwork ? HOST_NETWORK_COLLECTORS : [])];
  return [
    // The pod's address only, in brackets for IPv6: on the node's network nothing else of the node listens.
    `--web.listen-address=[$(POD_IP)]:${PORTS.nodeExporter}`,
    "--path.procfs=/host/proc",
    "--path.sysfs=/host/sys",
    `--path.rootfs=${ROOT_MOUNT}`,
    // A folder that every node has: where udev's data is missing node exporter logs an error, and all that it
    // would add are serial numbers of disks.
    `--path.udev.data=${ROOT_MOUNT}/run`,
    "--collector.disable-defaults",
    ...collectors.map((name) => `--collector.${name}`),
    `--collector.filesystem.mount-points-exclude=${IGNORED_MOUNT_POINTS}`,
  ];
}
