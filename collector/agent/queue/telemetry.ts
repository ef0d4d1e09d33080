/** With which queue an agent runs, as a label of its own metrics: the log alone would alarm nobody. */
import { at, isObject, type JsonObject, objects } from "../../common/model";
import { ENTRYPOINT_VARIABLES } from "./entrypoint";

/** The resource attribute; `queue_state` as a label. */
const ATTRIBUTE = "queue.state";

/** The telemetry section of a collector that the start script starts, with the state of its queue on every metric. */
export function withQueueState(telemetry: JsonObject): JsonObject {
  const metrics = at(telemetry, "metrics");
  return {
    ...telemetry,
    resource: { attributes: [{ name: ATTRIBUTE, value: `\${env:${ENTRYPOINT_VARIABLES.state}}` }] },
    metrics: {
      ...(isObject(metrics) && metrics),
      readers: objects(at(metrics, "readers")).map(labelled),
    },
  };
}

function labelled(reader: JsonObject): JsonObject {
  const prometheus = at(reader, "pull", "exporter", "prometheus");
  if (!isObject(prometheus)) return reader;
  const labels = { with_resource_constant_labels: { included: [ATTRIBUTE] } };
  return { ...reader, pull: { exporter: { prometheus: { ...prometheus, ...labels } } } };
}
