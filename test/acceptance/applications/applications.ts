/** Pods of applications: who is scraped, how, and who is not. Each stands for one rule of the discovery. */
import type { Metadata } from "../cluster/kubernetes";
import type { NodeName } from "../cluster/nodes";

export const APPLICATION_NAMESPACE = "shop";

export interface Application {
  readonly name: string;
  readonly node: NodeName;
  readonly labels?: Metadata["labels"];
  readonly annotations?: Metadata["annotations"];
  /** Ports that its container declares; on each one a server answers and counts. */
  readonly ports: readonly number[];
  /** A port that an init container declares. */
  readonly initContainerPort?: number;
  /** Deployment that it belongs to. */
  readonly deployment?: string;
  readonly finished?: boolean;
  /** What the agents have to do with it; absent where they may not touch it. */
  readonly scrape?: {
    readonly port: number;
    readonly url: string;
    readonly job: string;
    /** Absent: what the stack sets. */
    readonly intervalSeconds?: number;
    readonly timeoutSeconds?: number;
  };
}

const scrapeMe = (port: number) => ({ "prometheus.io/scrape": "true", "prometheus.io/port": String(port) });

export const APPLICATIONS = {
  frontOne: {
    name: "front-6c5b9d7f4-aaaaa",
    node: "acceptance-1",
    labels: { "app.kubernetes.io/name": "front" },
    annotations: scrapeMe(8080),
    ports: [8080],
    deployment: "front",
    scrape: { port: 8080, url: "/metrics", job: "front" },
  },
  frontTwo: {
    name: "front-6c5b9d7f4-bbbbb",
    node: "acceptance-2",
    labels: { "app.kubernetes.io/name": "front" },
    annotations: scrapeMe(8080),
    ports: [8080],
    deployment: "front",
    scrape: { port: 8080, url: "/metrics", job: "front" },
  },
  severalPorts: {
    name: "billing",
    node: "acceptance-1",
    annotations: {
      ...scrapeMe(9400),
      "prometheus.io/path": "/internal/metrics",
      // Below the shortest that the stack allows.
      "prometheus.io/interval": "1s",
      "prometheus.io/timeout": "1s",
      "prometheus.io/param_view": "short",
    },
    ports: [9400, 9401, 8080],
    scrape: {
      port: 9400,
      url: "/internal/metrics?view=short",
      job: "kubernetes-pods",
      intervalSeconds: 2,
      timeoutSeconds: 1,
    },
  },
  shortLived: {
    name: "queue",
    node: "acceptance-2",
    annotations: { ...scrapeMe(8080), "prometheus.io/interval": "2s" },
    ports: [8080],
    scrape: { port: 8080, url: "/metrics", job: "kubernetes-pods", intervalSeconds: 2 },
  },
  initContainer: {
    name: "ledger",
    node: "acceptance-2",
    annotations: { ...scrapeMe(8080), "prometheus.io/interval": "3s" },
    ports: [8080],
    initContainerPort: 8090,
    scrape: { port: 8080, url: "/metrics", job: "kubernetes-pods", intervalSeconds: 3 },
  },
  notAnnotated: { name: "plain", node: "acceptance-1", ports: [8080] },
  optedOut: {
    name: "silent",
    node: "acceptance-2",
    annotations: { ...scrapeMe(8080), "prometheus.io/scrape": "false" },
    ports: [8080],
  },
  /** Nothing says where it is to be scraped. */
  portless: {
    name: "nowhere",
    node: "acceptance-1",
    annotations: { "prometheus.io/scrape": "true" },
    ports: [8080],
  },
  finished: { name: "migration", node: "acceptance-1", annotations: scrapeMe(8080), ports: [8080], finished: true },
} as const satisfies Readonly<Record<string, Application>>;

export type ApplicationKey = keyof typeof APPLICATIONS;

/** The applications by key, with the optional fields of the interface. */
export const applicationEntries = Object.entries(APPLICATIONS) as readonly (readonly [ApplicationKey, Application])[];

/** What an application exposes: a counter that grows, and a gauge that tells from which path it was read. */
export function exposition(scrapes: number): string {
  return [
    "# HELP acceptance_requests Requests so far.",
    "# TYPE acceptance_requests counter",
    `acceptance_requests_total{code="200"} ${scrapes}`,
    "# TYPE acceptance_up gauge",
    "acceptance_up 1",
    "",
  ].join("\n");
}
