/** What every collector's service section is made of. */
import { PORTS } from "../../contract/names";
import { type Components, type JsonObject, type Pipeline, POD_IP } from "./model";

/** A pipeline of components, in the order in which they stand. */
export function pipeline(receivers: Components, processors: Components, exporters: Components): Pipeline {
  return {
    receivers: Object.keys(receivers),
    processors: Object.keys(processors),
    exporters: Object.keys(exporters),
  };
}

/** The collector's own log, and its own metrics under the names that they had before 0.152, with `_total` and units. */
export function telemetry(logLevel: "debug" | "info" | "warn" | "error"): JsonObject {
  return {
    logs: { level: logLevel, encoding: "json" },
    metrics: {
      level: "normal",
      readers: [
        {
          pull: {
            exporter: {
              prometheus: {
                host: POD_IP,
                port: PORTS.collectorMetrics,
                without_type_suffix: false,
                without_units: false,
                without_scope_info: true,
              },
            },
          },
        },
      ],
    },
  };
}
