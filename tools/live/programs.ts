/** Programs of others that collect what a stack collects, by their images. */
import { PROJECT } from "../../settings/schema/settings";

/** What a program does that the stack may do too. */
export type Role = "scrapes" | "nodes" | "objects" | "logs";

export interface Program {
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

export function programsOf(images: readonly string[]): Program[] {
  return images.flatMap((image) => PROGRAMS.find((program) => program.image.test(repositoryOf(image))) ?? []);
}

/** What follows where others do what the stack does. */
export interface Doubled {
  /** What others do, as the rest of a sentence that begins with their names. */
  readonly text: string;
  readonly fix: string;
}

export const DOUBLED: Readonly<Record<Role, Doubled>> = {
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
