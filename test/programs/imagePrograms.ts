/** Which real program stands for which image, and how it is told to stay at the address of its pod. */
import { IMAGES } from "../../contract/images";
import { PORTS } from "../../contract/ports";
import { COLLECTOR_PROGRAM, type ProgramName } from "./programs";

export interface ImageProgram {
  readonly repository: string;
  readonly program: ProgramName | "busybox";
  /** Where the image has it. Default: in `/bin`, by its own name. */
  readonly path?: string;
  /** Programs that its probes run, beside it. */
  readonly others?: readonly ProgramName[];
  /** Arguments that bind to the pod's address where the program would bind to all. */
  readonly bind?: (podIP: string) => string[];
}

/** Programs by the image that they stand for. */
export const PROGRAM_OF_IMAGE: readonly ImageProgram[] = [
  { repository: IMAGES.busybox.repository, program: "busybox" },
  { repository: IMAGES.collector.repository, program: "otelcol", path: COLLECTOR_PROGRAM },
  { repository: IMAGES.ownCollector.repository, program: "otelcol", path: COLLECTOR_PROGRAM },
  {
    repository: IMAGES.prometheus.repository,
    program: "prometheus",
    others: ["promtool"],
    bind: (podIP) => [`--web.listen-address=${podIP}:${PORTS.prometheus}`],
  },
  {
    repository: IMAGES.alertmanager.repository,
    program: "alertmanager",
    others: ["amtool"],
    bind: (podIP) => [`--web.listen-address=${podIP}:${PORTS.alertmanager}`],
  },
  { repository: IMAGES.nodeExporter.repository, program: "node_exporter" },
  { repository: IMAGES.victoriaLogs.repository, program: "victoria-logs" },
  { repository: IMAGES.kubeStateMetrics.repository, program: "kube-state-metrics" },
  {
    repository: IMAGES.jaeger.repository,
    program: "jaeger",
    bind: (podIP) => [
      `--set=extensions.jaeger_query.http.endpoint=${podIP}:${PORTS.jaegerQuery}`,
      `--set=extensions.jaeger_query.grpc.endpoint=${podIP}:0`,
    ],
  },
  {
    repository: IMAGES.hotrod.repository,
    program: "hotrod",
    bind: (podIP) => ["frontend", "customer", "driver", "route"].map((one) => `--${one}-service-hostname=${podIP}`),
  },
];
