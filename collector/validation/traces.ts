/** Faults of the way of spans: with each of them spans are lost, or sent twice, without a word. */
import { componentType, EXPORTERS, PROCESSORS, SPAN_EXPORTER_TYPES } from "../../contract/collectorComponents";
import { at, type CollectorConfig, type JsonObject, textOf } from "../common/model";

/** Every problem of the pipelines of spans. */
export function checkTraces(config: CollectorConfig): string[] {
  const pipelines = Object.entries(config.service.pipelines).filter(([id]) => componentType(id) === "traces");
  const ids = [...new Set(pipelines.flatMap(([, { exporters }]) => exporters))];
  return [
    ...ids.flatMap((id) => checkExporter(id, config.exporters[id])),
    ...pipelines.flatMap(([id, { receivers, processors, exporters }]) => {
      const shared = pipelines.filter(([, other]) => other.receivers.some((one) => receivers.includes(one))).length > 1;
      const sends = exporters.some((exporter) => componentType(exporter) === EXPORTERS.otlpGrpc);
      const fromConnector = receivers.every((receiver) => receiver in (config.connectors ?? {}));
      return shared && sends && fromConnector && !processors.some((one) => componentType(one) === PROCESSORS.batch)
        ? [
            `service.pipelines.${id} has no batch: an error of its exporter would make the sender repeat what others took.`,
          ]
        : [];
    }),
  ];
}

function checkExporter(id: string, exporter: JsonObject | undefined): string[] {
  const type = componentType(id);
  if (exporter === undefined || !SPAN_EXPORTER_TYPES.some((known) => known === type)) return [];
  const name = `exporters.${id}`;
  return [
    ...checkForwarder(name, exporter),
    ...(type === EXPORTERS.loadBalancing ? checkBalancing(name, exporter) : []),
  ];
}

/** An exporter that forwards to another collector from a queue in memory. */
export function checkForwarder(name: string, exporter: JsonObject): string[] {
  return [
    ...(at(exporter, "sending_queue", "sizer") === "bytes"
      ? []
      : [`${name}.sending_queue.sizer is not bytes, so that nothing bounds the memory of what waits.`]),
    ...(at(exporter, "retry_on_failure", "max_elapsed_time") === "0s"
      ? []
      : [`${name}.retry_on_failure.max_elapsed_time is not 0s: what waits would be dropped while there is room.`]),
  ];
}

function checkBalancing(name: string, exporter: JsonObject): string[] {
  return [
    ...(textOf(exporter["routing_key"]) === "traceID"
      ? []
      : [`${name}.routing_key is not traceID, so that the spans of a trace would not meet.`]),
    ...(at(exporter, "protocol", "otlp", "sending_queue", "enabled") === false
      ? []
      : [
          `${name}.protocol.otlp.sending_queue.enabled is not false: what waits for one receiver would be lost with it.`,
        ]),
  ];
}
