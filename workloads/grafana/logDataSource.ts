/** Grafana's data source for the stack's VictoriaLogs, and links between lines and traces. */
import type { Authenticated, Endpoint } from "../../contract/types";
import { traceDataSourceUid } from "./traceDataSources";

/** The data source for logs. */
export type LogSource = Authenticated<Endpoint>;

/** Id of the plugin, which is not part of Grafana. */
const PLUGIN = "victoriametrics-logs-datasource";

/** uid of the data source. It must never change, because saved links contain it. */
const LOG_SOURCE_UID = "victorialogs";

/** Variables of Grafana's container with its credentials, by the keys of their Secret. */
export const LOG_SOURCE_VARIABLES = {
  username: "LOG_SOURCE_USERNAME",
  password: "LOG_SOURCE_PASSWORD",
  authority: "LOG_SOURCE_AUTHORITY",
} as const;

/** Names of the fields that log agents set. */
const TRACE_ID_FIELD = "trace_id";
const SEVERITY_FIELD = "severity_text";

/**
 * The data source of the store.
 *
 * @param teams teams whose Jaegers are data sources. A line does not say whose trace it names, so it has a link for each
 */
export function logDataSource({ url }: LogSource, teams: readonly string[]) {
  return {
    name: "VictoriaLogs",
    uid: LOG_SOURCE_UID,
    type: PLUGIN,
    access: "proxy",
    url,
    isDefault: false,
    editable: false,
    basicAuth: true,
    basicAuthUser: `$${LOG_SOURCE_VARIABLES.username}`,
    jsonData: {
      tlsAuthWithCACert: true,
      // Colours of severities. The plugin finds these out on its page of settings alone, which nobody opens here.
      otelPreset: {
        enabled: true,
        detection: {
          traceIdField: TRACE_ID_FIELD,
          severity: { field: SEVERITY_FIELD, valueCase: "string", source: "manual" },
        },
      },
      derivedFields: teams.map((team) => ({
        name: TRACE_ID_FIELD,
        matcherType: "label",
        matcherRegex: TRACE_ID_FIELD,
        // The dollar sign is doubled against variables of provisioning.
        url: "$${__value.raw}",
        urlDisplayLabel: `Trace in Jaeger ${team}`,
        datasourceUid: traceDataSourceUid(team),
      })),
    },
    secureJsonData: {
      basicAuthPassword: `$${LOG_SOURCE_VARIABLES.password}`,
      tlsCACert: `$${LOG_SOURCE_VARIABLES.authority}`,
    },
  };
}

/** The link of a span to the lines of its trace, for a data source of traces. */
export const TRACES_TO_LOGS = {
  datasourceUid: LOG_SOURCE_UID,
  spanStartTimeShift: "-15m",
  spanEndTimeShift: "15m",
  customQuery: true,
  // The dollar sign is doubled against variables of provisioning.
  query: `${TRACE_ID_FIELD}:="$$\{__trace.traceId}"`,
} as const;
