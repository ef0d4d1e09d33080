/** The pipelines by which an agent's samples reach the store, and the exporter that keeps them until the store has them. */
import { type ComponentId, COMPONENTS, CONNECTORS, PROCESSORS } from "../../contract/collector/components";
import { chartVariable } from "../../contract/collector/chart";
import { NODE_NAME_VARIABLE, QUEUE_MOUNT } from "../../contract/names";
import { COLLECTOR_LABEL, JOBS } from "../../contract/series";
import type { RemoteWriteTarget } from "../../contract/types";
import type { Exporter } from "../../settings/schema/extending/exporters";
import type { AgentSizing } from "../../settings/sizing/agent";
import type { QueueSizing } from "../../settings/sizing/queue";
import { SECONDS_PER_MINUTE } from "../../settings/sizing/units";
import { prometheusRemoteWrite, remoteWriteHttp } from "../common/exporters";
import type { JsonObject } from "../common/model";
import { copyConnector } from "../common/own/exporters";
import { type Component, type ComponentPipeline, pipeline } from "../common/pipelines";
import type { StackAttributes } from "../common/processors";

/** What a writer needs. */
interface WriterPath {
  /** Exporters besides the writer. */
  readonly others: readonly Component[];
  /** Further destinations. Default: none. */
  readonly exporters?: readonly Exporter[];
  readonly target: RemoteWriteTarget;
  readonly authenticator: Component | undefined;
  readonly sizing: Pick<AgentSizing, "batchSize" | "memoryLimitMiB">;
  readonly queue: QueueSizing;
  /** Series of one namespace; only the project's exporter limits them. Default: no limit. */
  readonly seriesPerNamespace?: number;
  /** The series by which the store tells whether a sample is missing; only the project's exporter has it. Default: none. */
  readonly canary?: Canary;
}

/** One sample an interval, whose value grows by one. */
export interface Canary {
  readonly intervalSeconds: number;
  readonly stack: StackAttributes;
}

export interface ScrapedPath extends WriterPath {
  /** Receivers that scrape. */
  readonly scrape: readonly Component[];
  /** Processors, the memory limiter first. */
  readonly processors: readonly Component[];
}

export interface MetricsPath extends WriterPath {
  readonly otlp: Component;
  readonly scrape: readonly Component[];
  /** Processors of what each of the two receives, the memory limiter first: discovery names a target, a connection a sender. */
  readonly processors: { readonly scrape: readonly Component[]; readonly otlp: readonly Component[] };
}

/** The pipelines of what is scraped. */
export function scrapedPipelines(path: ScrapedPath): ComponentPipeline[] {
  const received = pipeline("metrics/scraped", path.scrape, path.processors, path.others);
  return written(received, writing(path).scraped, path);
}

/** The pipelines of samples: of what is scraped, and of what comes by OTLP. */
export function metricsPipelines(path: MetricsPath): ComponentPipeline[] {
  const { otlp, processors, others } = path;
  return [
    ...scrapedPipelines({ ...path, processors: processors.scrape }),
    ...written(pipeline("metrics/otlp", [otlp], processors.otlp, others), writing(path).otlp, path),
  ];
}

interface Writing {
  /** What prepares samples for the writer alone. */
  readonly processors: readonly Component[];
  readonly writer: Component;
}

/**
 * The pipeline with its writer. What prepares samples for the writer alone has a pipeline of its own where others get
 * copies: they get attributes, and no labels.
 */
function written(
  received: ComponentPipeline,
  { processors, writer }: Writing,
  { exporters = [] }: WriterPath,
): ComponentPipeline[] {
  const copies = copyConnector(exporters);
  if (processors.length === 0 || copies.length === 0)
    return [
      {
        ...received,
        processors: [...received.processors, ...processors],
        exporters: [writer, ...received.exporters, ...copies],
      },
    ];
  const [, name = ""] = received.id.split("/");
  const joint: Component = { id: `${CONNECTORS.forward}/${name}`, settings: {}, isConnector: true };
  return [
    { ...received, exporters: [joint, ...received.exporters, ...copies] },
    pipeline(`${received.id}_written`, [joint], processors, [writer]),
  ];
}

/** How each of the two is written. The project's exporter tells them apart by itself. */
function writing(path: WriterPath): { readonly scraped: Writing; readonly otlp: Writing } {
  switch (path.queue.writer) {
    case "own": {
      const own = { processors: [], writer: durableRemoteWrite(path) };
      return { scraped: own, otlp: own };
    }
    case "contrib": {
      const batched = batch(path.sizing);
      const writer = (id: ComponentId) => contribWriter(path, id);
      return {
        scraped: { processors: [scrapedScope(), batched], writer: writer(COMPONENTS.scrapedWriter) },
        otlp: { processors: [deltaToCumulative(), otlpScope(), batched], writer: writer(COMPONENTS.otlpWriter) },
      };
    }
  }
}

/**
 * The project's exporter. It keeps what the store does not take in memory and, with `delivery: durable`, in files of
 * the queue's volume; while the store keeps up it writes none.
 */
function durableRemoteWrite(path: WriterPath): Component {
  const { target, authenticator, queue, sizing, seriesPerNamespace, canary } = path;
  const { memoryMiB, diskMiB, expiryMinutes } = queue;
  const settings = {
    ...remoteWriteHttp(target, authenticator),
    // Of an address outside the stack nobody knows what it speaks: the exporter finds out.
    protocol: target.version === "2.0" ? "2.0" : "auto",
    promote_all_resource_attributes: true,
    external_labels: { collector: COLLECTOR_LABEL },
    target_info: false,
    // Whose a sample is does not follow from what the sender says.
    ...(seriesPerNamespace !== undefined && {
      limits: { attribute: "k8s.namespace.name", max_series: seriesPerNamespace },
    }),
    // Series beyond are written all the same, at a higher cost.
    series_cache: { max_mib: Math.floor(sizing.memoryLimitMiB * SERIES_CACHE_SHARE) },
    queue: {
      memory_mib: memoryMiB,
      max_age: `${expiryMinutes}m`,
      // The node's name, so that two agents which share a file system never open the same queue.
      ...(diskMiB > 0 && { directory: `${QUEUE_MOUNT}/\${env:${NODE_NAME_VARIABLE}}`, disk_mib: diskMiB }),
    },
    ...(canary && { canary: canarySettings(canary) }),
  };
  return { id: COMPONENTS.durableWriter, settings };
}

/** The part of an agent's memory, without its queue, that may go to the labels of the series that it knows. */
const SERIES_CACHE_SHARE = 1 / 3;

/** Memory that the containers of a pod share, and that outlives them. */
const POD_MEMORY = "/dev/shm";

/** Its series have the labels of the agent's own metrics, which no application can give to its own. */
function canarySettings({ intervalSeconds, stack }: Canary): JsonObject {
  return {
    interval: `${intervalSeconds}s`,
    directory: POD_MEMORY,
    resource_attributes: {
      "service.name": JOBS.agent,
      "k8s.namespace.name": chartVariable("OTEL_K8S_NAMESPACE"),
      "k8s.node.name": `\${env:${NODE_NAME_VARIABLE}}`,
      ...stack,
    },
  };
}

/** Seconds for which samples wait for others of their request, where contrib's exporter sends it. */
const BATCH_SECONDS = 5;

/** Gathers requests: contrib's exporter sends each batch as it is, and a batch is what one target exposes. */
function batch({ batchSize }: Pick<AgentSizing, "batchSize">): Component {
  const settings = { timeout: `${BATCH_SECONDS}s`, send_batch_size: batchSize, send_batch_max_size: batchSize };
  return { id: PROCESSORS.batch, settings };
}

/** Batches that the queue has to hold: full ones, and not fewer than are sent when they are not full. */
function queuedBatches({ queue, sizing }: Pick<WriterPath, "queue" | "sizing">): number {
  const seconds = queue.expiryMinutes * SECONDS_PER_MINUTE;
  return Math.ceil(seconds / BATCH_SECONDS + (seconds * queue.samplesPerSecond) / sizing.batchSize);
}

/**
 * Contrib's exporter, with a queue in memory and retries without an end: an agent that lives loses nothing while the
 * queue has room. What is scraped keeps its name; what comes by OTLP gets the suffixes that Prometheus expects.
 */
function contribWriter(path: WriterPath, id: ComponentId): Component {
  const { target, authenticator } = path;
  const scraped = id === COMPONENTS.scrapedWriter;
  const untranslated = target.version === "2.0" ? "NoTranslation" : "UnderscoreEscapingWithoutSuffixes";
  return prometheusRemoteWrite(id, target, authenticator, {
    translation_strategy: scraped ? untranslated : "UnderscoreEscapingWithSuffixes",
    remote_write_queue: { enabled: true, queue_size: queuedBatches(path) },
    retry_on_failure: RETRY_WITHOUT_END,
  });
}

/** The pauses vary by a fifth, so that agents do not come all at once. */
const RETRY_WITHOUT_END: JsonObject = {
  enabled: true,
  initial_interval: "1250ms",
  randomization_factor: 0.2,
  multiplier: 1.5,
  max_interval: "5s",
  max_elapsed_time: "0s",
};

/** Series of delta metrics whose sums are kept. */
const LARGEST_DELTA_STREAMS = 100_000;

/** Contrib's exporter drops delta metrics without a word to the sender. */
function deltaToCumulative(): Component {
  return { id: PROCESSORS.deltaToCumulative, settings: { max_stale: "10m", max_streams: LARGEST_DELTA_STREAMS } };
}

/** Scope that the Prometheus receiver gives to what was scraped without a scope of its own. */
const SCRAPE_SCOPE = "github.com/open-telemetry/opentelemetry-collector-contrib/receiver/prometheusreceiver";

/**
 * Makes label names of the resource's attributes, which without translation would keep their dots, except for those of
 * which `job` and `instance` are made; and empties a scope that the exposition did not have, of whose name and version
 * contrib's exporter would make labels.
 */
function scrapedScope(): Component {
  const own = `scope.name == "${SCRAPE_SCOPE}"`;
  const identity = ["service.name", "service.namespace", "service.instance.id"];
  return transform(
    COMPONENTS.scrapedScope,
    [
      `replace_all_patterns(resource.attributes, "key", "[.]", "_")`,
      ...identity.map((name) => {
        const renamed = `resource.attributes["${name.replaceAll(".", "_")}"]`;
        return `set(resource.attributes["${name}"], ${renamed}) where ${renamed} != nil`;
      }),
      `delete_matching_keys(resource.attributes, "^service_")`,
    ],
    [`set(scope.version, "") where ${own}`, `set(scope.name, "") where ${own}`],
  );
}

/** Empties a scope's version, with each of which every series would end; the name tells series apart. */
function otlpScope(): Component {
  return transform(COMPONENTS.otlpScope, [`set(scope.version, "")`]);
}

/** @param groups statements, each group about one of resource, scope and data point */
function transform(id: ComponentId, ...groups: readonly (readonly string[])[]): Component {
  return { id, settings: { error_mode: "propagate", metric_statements: groups.map((statements) => ({ statements })) } };
}
