/** The collectors' own logs and metrics. */
import { PORTS } from "../../contract/ports";
import { type JsonObject, POD_IP } from "./model";

/** The collector's own log, and its own metrics with the suffixes `_total` and units, as before 0.152. */
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
