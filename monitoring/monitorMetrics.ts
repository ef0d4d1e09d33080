/** What agents say of the ServiceMonitors and PodMonitors that they read (`agent.monitors`). */

export const MONITORS = {
  /** 1 where the API server answered the last request about the resource, else 0. Exists from the start. */
  readable: "otelcol_monitors_readable",
  /** Endpoints that are not scraped as they ask, by namespace and reason; every agent says the same. First appears with the first. */
  refusedEndpoints: "otelcol_monitors_refused_endpoints",
} as const;

export const MONITOR_LABELS = {
  /** Kind of the monitors, as the API has it: `servicemonitors` or `podmonitors`. */
  resource: "resource",
} as const;
