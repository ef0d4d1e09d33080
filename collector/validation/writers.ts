/** Faults of the exporters that write samples: with each of them samples are lost without a word. */
import {
  componentType,
  CONNECTORS,
  EXPORTERS,
  type ExporterType,
  PROCESSORS,
} from "../../contract/collector/components";
import { at, type CollectorConfig, type Components, type JsonObject, type Pipeline } from "../common/model";
import { checkForwarder } from "./traces";

const ofType = (components: Components, type: string) =>
  Object.entries(components).filter(([id]) => componentType(id) === type);

/** Whether an exporter forwards to another collector or store from a queue in memory, whatever the signal. */
const FORWARDS: Readonly<Record<ExporterType, boolean>> = {
  [EXPORTERS.debug]: false,
  [EXPORTERS.durableRemoteWrite]: false,
  [EXPORTERS.loadBalancing]: true,
  [EXPORTERS.otlpGrpc]: true,
  [EXPORTERS.otlpHttp]: true,
  [EXPORTERS.prometheusRemoteWrite]: false,
};

/** Every problem of the exporters that write samples, or forward them. */
export function checkWriters(config: CollectorConfig): string[] {
  return [
    ...Object.entries(config.exporters)
      .filter(([id]) => FORWARDS[componentType(id) as ExporterType])
      .flatMap(([id, exporter]) => checkForwarder(`exporters.${id}`, exporter)),
    ...ofType(config.exporters, EXPORTERS.prometheusRemoteWrite).flatMap(([id, exporter]) => [
      ...checkHttp(id, exporter),
      ...(writesSamples(config, id) ? checkDelivery(id, exporter) : []),
    ]),
    ...ofType(config.exporters, EXPORTERS.durableRemoteWrite).flatMap(([id, exporter]) => checkDurable(id, exporter)),
    ...metricPipelines(config).flatMap(([id, { processors, exporters }]) =>
      processors.some((one) => componentType(one) === PROCESSORS.batch) &&
      exporters.some((one) => componentType(one) === EXPORTERS.durableRemoteWrite)
        ? [`service.pipelines.${id} has a batch processor, which accepts data that is in no queue yet.`]
        : [],
    ),
  ];
}

function metricPipelines(config: CollectorConfig): [string, Pipeline][] {
  return Object.entries(config.service.pipelines).filter(([id]) => componentType(id) === "metrics");
}

/** Whether the exporter gets more than totals of a connector, of which a lost one costs nothing but its moment. */
function writesSamples(config: CollectorConfig, id: string): boolean {
  return metricPipelines(config).some(
    ([, { receivers, exporters }]) =>
      exporters.includes(id) && !receivers.every((receiver) => componentType(receiver) === CONNECTORS.spanMetrics),
  );
}

/** HTTP settings that the exporter still accepts outside `http`, and ignores without a word beside it. */
const FLAT_HTTP_SETTINGS = ["endpoint", "headers", "auth", "tls", "proxy_url", "compression"];

function checkHttp(id: string, exporter: JsonObject): string[] {
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

type Wanted = readonly (readonly [path: readonly string[], value: unknown, otherwise: string])[];

function unwanted(id: string, exporter: JsonObject, wanted: Wanted): string[] {
  return wanted
    .filter(([path, value]) => at(exporter, ...path) !== value)
    .map(([path, value, otherwise]) => `exporters.${id}.${path.join(".")} is not ${String(value)}: ${otherwise}.`);
}

function checkDelivery(id: string, exporter: JsonObject): string[] {
  return unwanted(id, exporter, [
    [["remote_write_queue", "enabled"], true, "scrapes would wait for the store"],
    [["retry_on_failure", "enabled"], true, "the first error would drop a batch"],
    [["retry_on_failure", "max_elapsed_time"], "0s", "a longer outage would drop what waits"],
    [["max_batch_request_parallelism"], 1, "samples would overtake each other"],
  ]);
}

function checkDurable(id: string, exporter: JsonObject): string[] {
  const name = `exporters.${id}`;
  return [
    ...(typeof exporter["endpoint"] === "string" ? [] : [`${name}.endpoint is missing.`]),
    ...(at(exporter, "queue", "max_age") === undefined
      ? [`${name}.queue.max_age is missing: samples that the store rejects as too old would be sent all the same.`]
      : []),
    ...unwanted(id, exporter, [[["promote_all_resource_attributes"], true, "series of different pods would be one"]]),
  ];
}
