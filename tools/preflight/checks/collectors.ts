/** Other programs that collect what the stack collects. */
import { SCRAPE_ANNOTATION } from "../../../contract/annotations";
import { PROJECT } from "../../../settings/schema/settings";
import type { WorkloadThere } from "../cluster/snapshot";
import { nodePortsOf } from "../cluster/pods";
import { namesText } from "../../text";
import { found, type Check, type Finding } from "../finding";
import { imagesOf, keyOf, ofKind, podSpecOf, workloadsOf, type Wanted } from "../../live/wanted";

/** What a program does that the stack may do too. */
type Role = "scrapes" | "nodes" | "objects" | "logs";

interface Program {
  readonly name: string;
  /** The image without registry and tag ends with this. */
  readonly image: RegExp;
  readonly role: Role;
}

const PROGRAMS: readonly Program[] = [
  { name: "Google Cloud Managed Service for Prometheus", image: /prometheus-engine\/prometheus$/, role: "scrapes" },
  { name: "Prometheus", image: /(^|\/)prometheus$/, role: "scrapes" },
  { name: "vmagent", image: /(^|\/)vmagent$/, role: "scrapes" },
  { name: "Grafana Alloy", image: /(^|\/)alloy$/, role: "scrapes" },
  { name: "Grafana Agent", image: /grafana\/agent$/, role: "scrapes" },
  {
    name: "OpenTelemetry Collector",
    image: /(^|\/)(opentelemetry-collector(-contrib|-k8s)?|otelcol(-contrib|-k8s)?)$/,
    role: "scrapes",
  },
  { name: "Datadog agent", image: /datadog(hq)?\/agent$/, role: "scrapes" },
  { name: "node exporter", image: /(^|\/)node-exporter$/, role: "nodes" },
  { name: "kube-state-metrics", image: /(^|\/)kube-state-metrics$/, role: "objects" },
  { name: "Fluent Bit", image: /(^|\/)fluent-bit$/, role: "logs" },
  { name: "Fluentd", image: /(^|\/)fluentd([-_].*)?$/, role: "logs" },
  { name: "Promtail", image: /(^|\/)promtail$/, role: "logs" },
  { name: "Vector", image: /(^|\/)vector$/, role: "logs" },
  { name: "Filebeat", image: /(^|\/)filebeat$/, role: "logs" },
];

/** An image without tag and digest. */
const repositoryOf = (image: string) => image.replace(/@.*$/, "").replace(/:[^/:]*$/, "");

function programsOf(images: readonly string[]): Program[] {
  return images.flatMap((image) => PROGRAMS.find((program) => program.image.test(repositoryOf(image))) ?? []);
}

const NODE_LOGS = "/var/log";

/** Whether the stack does the same. */
function doesToo(wanted: Wanted, role: Role): boolean {
  if (role === "scrapes") return true;
  if (role === "logs")
    return workloadsOf(wanted).some((workload) => JSON.stringify(podSpecOf(workload)).includes(`"${NODE_LOGS}`));
  return workloadsOf(wanted).some((workload) =>
    programsOf(imagesOf(podSpecOf(workload))).some((program) => program.role === role),
  );
}

interface Doubled {
  /** What others do, as the rest of a sentence that begins with their names. */
  readonly text: string;
  readonly fix: string;
}

const DOUBLED: Readonly<Record<Role, Doubled>> = {
  scrapes: {
    text: "may scrape pods that the agents scrape: those answer twice as often, and if both write to one store, it has their series twice",
    fix: "Stop the other program where this stack takes its place, or let only one of them find a pod: agents go by the annotation prometheus.io/scrape.",
  },
  nodes: {
    text: "measures the nodes beside the stack's own node exporter",
    fix: `Stop it, or set ${PROJECT}:nodeExporter.enabled: false.`,
  },
  objects: {
    text: "measures the cluster's objects beside the stack's own",
    fix: "Stop one of them.",
  },
  logs: {
    text: "reads the logs of all pods beside the stack's own agent",
    fix: "Stop one of them.",
  },
};

const nameOf = ({ kind, namespace, name }: WorkloadThere) => `${kind} ${namespace}/${name}`;

/** Programs of others that do what the stack does, by what they do. */
export const collectors: Check = (wanted, { workloads = [], own }) => {
  const others = workloads
    .filter((workload) => !own.has(keyOf(workload)))
    .flatMap((workload) =>
      programsOf(workload.images).map(({ name, role }) => ({
        role,
        annotations: workload.annotations,
        text: `${nameOf(workload)} (${name})`,
      })),
    );
  return (Object.keys(DOUBLED) as Role[]).flatMap((role): Finding[] => {
    const same = others.filter((other) => other.role === role);
    if (same.length === 0 || !doesToo(wanted, role)) return [];
    const { text, fix } = DOUBLED[role];
    const isScraped = role !== "scrapes" && same.some(({ annotations }) => annotations[SCRAPE_ANNOTATION] === "true");
    const scraped = isScraped ? "; its pods are annotated, so the agents scrape it too" : "";
    return [found.warning(namesText([...new Set(same.map((other) => other.text))]), `${text}${scraped}`, fix)];
  });
};

/** Ports of the nodes that others have taken: a second pod that wants one stays pending. */
export const nodePorts: Check = (wanted, { workloads = [], own }) => {
  const others = workloads.filter((workload) => workload.kind === "DaemonSet" && !own.has(keyOf(workload)));
  return ofKind(wanted, "DaemonSet").flatMap((planned) => {
    const ports = nodePortsOf(podSpecOf(planned));
    return others.flatMap((other): Finding[] => {
      const taken = other.nodePorts.filter((port) => ports.includes(port));
      if (taken.length === 0) return [];
      return [
        found.problem(
          keyOf(planned),
          `needs port ${namesText(taken.map(String))} of every node, which ${nameOf(other)} has taken: its pods would stay pending`,
          "Stop the other one, or set hostNetwork: false.",
        ),
      ];
    });
  });
};
