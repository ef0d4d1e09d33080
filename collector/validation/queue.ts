/** Faults of the way between queue and store: with each of them samples are lost without a word. */
import { componentType, EXPORTERS, PROCESSORS } from "../../contract/collectorComponents";
import { at, type CollectorConfig, type Components, type JsonObject, type Pipeline, textOf } from "../common/model";
import { isInner } from "../requirements/ports";
import { checkForwarder } from "./traces";

const ofType = (components: Components, type: string) =>
  Object.entries(components).filter(([id]) => componentType(id) === type);

/** Every problem of the queue and of what writes from it. */
export function checkQueue(config: CollectorConfig): string[] {
  const writers = ofType(config.exporters, EXPORTERS.prometheusRemoteWrite);
  return [
    ...ofType(config.exporters, EXPORTERS.otlpGrpc)
      .filter(([id]) => metricPipelines(config).some(({ exporters }) => exporters.includes(id)))
      .flatMap(([id, exporter]) =>
        // A collector that writes no samples itself forwards them to an agent, which has the persistent queue.
        writers.length > 0 ? checkQueueExporter(config, id, exporter) : checkForwarder(`exporters.${id}`, exporter),
      ),
    ...writers.flatMap(([id, exporter]) => [
      ...checkWriter(id, exporter),
      ...(writesSamples(config, id) ? checkSingleAttempt(id, exporter) : []),
    ]),
    ...checkAcknowledgement(config),
  ];
}

function metricPipelines(config: CollectorConfig): Pipeline[] {
  return Object.entries(config.service.pipelines).flatMap(([id, pipeline]) =>
    componentType(id) === "metrics" ? [pipeline] : [],
  );
}

/** Whether data comes from a connector: totals that it made itself, of which a lost one costs nothing but its moment. */
function fromConnector(config: CollectorConfig, { receivers }: Pick<Pipeline, "receivers">): boolean {
  return receivers.every((id) => id in (config.connectors ?? {}));
}

function writesSamples(config: CollectorConfig, id: string): boolean {
  return metricPipelines(config).some(
    (pipeline) => pipeline.exporters.includes(id) && !fromConnector(config, pipeline),
  );
}

function checkQueueExporter(config: CollectorConfig, id: string, exporter: JsonObject): string[] {
  const name = `exporters.${id}`;
  const storage = textOf(at(exporter, "sending_queue", "storage"));
  const wanted: readonly (readonly [path: readonly string[], value: unknown, otherwise: string])[] = [
    [["sending_queue", "num_consumers"], 1, "samples would overtake each other"],
    [["sending_queue", "block_on_overflow"], false, "a full queue would stop scrapes"],
    [["retry_on_failure", "enabled"], true, "the first error would drop a batch"],
    [["retry_on_failure", "max_elapsed_time"], "0s", "a longer outage would drop what waits"],
  ];
  return [
    ...(storage === "" ? [`${name}.sending_queue.storage is missing: what waits would die with the process.`] : []),
    ...(storage !== "" && !config.service.extensions.includes(storage)
      ? [`${name}.sending_queue.storage is ${storage}, which service.extensions does not start.`]
      : []),
    ...wanted
      .filter(([path, value]) => at(exporter, ...path) !== value)
      .map(([path, value, otherwise]) => `${name}.${path.join(".")} is not ${String(value)}: ${otherwise}.`),
    ...(Object.values(config.receivers).some(
      (receiver) => textOf(at(receiver, "protocols", "grpc", "endpoint")) === exporter["endpoint"],
    )
      ? []
      : [`${name}.endpoint is none of a receiver of this configuration.`]),
  ];
}

/** HTTP settings that the exporter still accepts outside `http`, and ignores without a word beside it. */
const FLAT_HTTP_SETTINGS = ["endpoint", "headers", "auth", "tls", "proxy_url", "compression"];

function checkWriter(id: string, exporter: JsonObject): string[] {
  const name = `exporters.${id}`;
  return [
    ...FLAT_HTTP_SETTINGS.filter((key) => key in exporter).map(
      (key) => `${name}.${key} is ignored beside http; write ${name}.http.${key}.`,
    ),
    ...(typeof at(exporter, "http", "endpoint") === "string" ? [] : [`${name}.http.endpoint is missing.`]),
    ...(exporter["timeout"] === "0s"
      ? []
      : [`${name}.timeout is not 0s, so that it would end the retries of a batch and drop it.`]),
  ];
}

/** Behind the queue a writer has to say what became of its one attempt. */
function checkSingleAttempt(id: string, exporter: JsonObject): string[] {
  return ["remote_write_queue", "retry_on_failure"]
    .filter((key) => at(exporter, key, "enabled") !== false)
    .map((key) => `exporters.${id}.${key}.enabled is not false: the queue would take for stored what only waits here.`);
}

/** What is refused behind the queue has to be told to it; a processor that gathers data says yes at once. */
function checkAcknowledgement(config: CollectorConfig): string[] {
  return Object.entries(config.service.pipelines).flatMap(([id, pipeline]) =>
    componentType(id) === "metrics" && !fromConnector(config, pipeline)
      ? checkSamplesPipeline(config, id, pipeline)
      : [],
  );
}

function checkSamplesPipeline(
  config: CollectorConfig,
  id: string,
  { receivers, processors, exporters }: Pipeline,
): string[] {
  return [
    ...processors
      .filter((processor) => componentType(processor) === PROCESSORS.batch)
      .map((processor) => `service.pipelines.${id} has ${processor}, which takes data that is in no queue yet.`),
    ...(receivers.some((receiver) => !isInner(config, config.receivers[receiver])) &&
    exporters.some((exporter) => componentType(exporter) === EXPORTERS.prometheusRemoteWrite)
      ? [`service.pipelines.${id} writes to the store without a queue before it.`]
      : []),
  ];
}
