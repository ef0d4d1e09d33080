/** Validation of pipelines of spans: each of these mistakes loses or duplicates spans without an error. */
import {
  COMPONENTS,
  componentType,
  EXPORTERS,
  PROCESSORS,
  SPAN_EXPORTER_TYPES,
} from "../../contract/collector/components";
import { isOwn } from "../../contract/collector/own";
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
            `service.pipelines.${id} has no batch processor: an error of its exporter would make the sender repeat spans that other pipelines have accepted.`,
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
    ...(FROM_SIDECARS.includes(id) || isOwn(id) ? [] : checkTls(name, exporter, type === EXPORTERS.loadBalancing)),
  ];
}

/** Exporters of sidecars, whose namespaces have no certificates of the stack. */
const FROM_SIDECARS: readonly string[] = [COMPONENTS.agentExporter, COMPONENTS.gatewayFromSidecar];

const CERTIFICATES = ["ca_file", "cert_file", "key_file"];

function checkTls(name: string, exporter: JsonObject, inProtocol: boolean): string[] {
  const path = inProtocol ? ["protocol", "otlp", "tls"] : ["tls"];
  const tls = at(exporter, ...path);
  return [
    ...["insecure", "insecure_skip_verify"]
      .filter((key) => at(tls, key) === true)
      .map((key) => `${name}.${path.join(".")}.${key} is true: anybody on the way could read spans, or take them.`),
    ...CERTIFICATES.filter((key) => textOf(at(tls, key)) === "").map(
      (key) => `${name}.${path.join(".")}.${key} is missing: the receiver admits only clients with a certificate.`,
    ),
  ];
}

/** An exporter that forwards to another collector from a queue in memory. */
export function checkForwarder(name: string, exporter: JsonObject): string[] {
  return [
    ...(at(exporter, "sending_queue", "sizer") === "bytes"
      ? []
      : [`${name}.sending_queue.sizer is not bytes: nothing would limit the memory of queued data.`]),
    ...(at(exporter, "retry_on_failure", "max_elapsed_time") === "0s"
      ? []
      : [
          `${name}.retry_on_failure.max_elapsed_time is not 0s: queued data would be dropped although the queue has room.`,
        ]),
  ];
}

/** Time after which a balancing exporter ends a request by default, and with it the retries to each receiver. */
const DEFAULT_TIMEOUT = "5s";

function checkBalancing(name: string, exporter: JsonObject): string[] {
  const retry = at(exporter, "protocol", "otlp", "retry_on_failure");
  const [timeout, retried] = [exporter["timeout"] ?? DEFAULT_TIMEOUT, at(retry, "max_elapsed_time")].map(textOf);
  const endsRetries = at(retry, "enabled") !== false && parseFloat(timeout ?? "") <= parseFloat(retried ?? "");
  return [
    ...(endsRetries
      ? [
          `${name}.timeout is ${timeout}, and would end the retries of ${retried} to one receiver: all receivers would get their spans again.`,
        ]
      : []),
    ...(textOf(exporter["routing_key"]) === "traceID"
      ? []
      : [`${name}.routing_key is not traceID: the spans of a trace would go to different pods.`]),
    ...(at(exporter, "protocol", "otlp", "sending_queue", "enabled") === false
      ? []
      : [
          `${name}.protocol.otlp.sending_queue.enabled is not false: data queued for one receiver would be lost with it.`,
        ]),
  ];
}
