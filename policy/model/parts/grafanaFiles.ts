/** The files from which Grafana provisions its data sources and dashboards. */
import { textAt } from "../../evidence/reading";
import { allOf, anything, demand, listOf, oneOf, type Shape } from "../../evidence/shape";
import { DURATION, TEAM } from "../common";

const HTTPS = /https:\/\/[^@\s]+/;

const provisioned = { access: "proxy", editable: false };
/** The stack's own Prometheus: TLS, a login, its own authority. */
const OWN_STORE: Shape = {
  ...provisioned,
  name: "Prometheus",
  uid: "prometheus",
  type: "prometheus",
  isDefault: true,
  url: "https://prometheus.monitoring.svc.cluster.local:9090",
  basicAuth: true,
  basicAuthUser: "$DATA_SOURCE_USERNAME",
  jsonData: {
    httpMethod: "POST",
    timeInterval: DURATION,
    "exemplarTraceIdDestinations?": anything,
    tlsAuthWithCACert: true,
  },
  secureJsonData: { basicAuthPassword: "$DATA_SOURCE_PASSWORD", tlsCACert: "$DATA_SOURCE_AUTHORITY" },
};

/** A store that exists: the URL of its settings, which the rule `destinations` compares with that of the agents. */
const REMOTE_STORE: Shape = {
  ...provisioned,
  name: /.+/,
  uid: "prometheus",
  type: "prometheus",
  isDefault: true,
  url: HTTPS,
  "basicAuth?": true,
  "basicAuthUser?": "$DATA_SOURCE_USERNAME",
  jsonData: {
    httpMethod: "POST",
    timeInterval: DURATION,
    "exemplarTraceIdDestinations?": anything,
    "httpHeaderName1?": /Authorization|X-Scope-OrgID/,
    "httpHeaderName2?": /Authorization|X-Scope-OrgID/,
  },
  "secureJsonData?": {
    "basicAuthPassword?": "$DATA_SOURCE_PASSWORD",
    "httpHeaderValue1?": /Bearer \$DATA_SOURCE_BEARER_TOKEN|[\w.-]{1,64}/,
    "httpHeaderValue2?": /Bearer \$DATA_SOURCE_BEARER_TOKEN|[\w.-]{1,64}/,
  },
};

const JAEGER: Shape = allOf(
  {
    ...provisioned,
    name: new RegExp(`Jaeger ${TEAM}`),
    uid: new RegExp(`jaeger-${TEAM}`),
    type: "jaeger",
    isDefault: false,
    url: new RegExp(`https?://jaeger-${TEAM}\\.tracing\\.svc\\.cluster\\.local:16686`),
    "jsonData?": { "nodeGraph?": anything, "tracesToMetrics?": anything, "tracesToLogsV2?": anything },
  },
  demand("has to lead to the Jaeger of its name", (source) =>
    textAt(source, "url").includes(`//${textAt(source, "uid")}.tracing.svc`),
  ),
);

/** The stack's own log store: TLS, a login, its own authority. */
const LOG_STORE: Shape = {
  ...provisioned,
  name: "VictoriaLogs",
  uid: "victorialogs",
  type: "victoriametrics-logs-datasource",
  isDefault: false,
  url: "https://victoria-logs.monitoring.svc.cluster.local:9428",
  basicAuth: true,
  basicAuthUser: "$LOG_SOURCE_USERNAME",
  jsonData: { tlsAuthWithCACert: true, otelPreset: anything, derivedFields: anything },
  secureJsonData: { basicAuthPassword: "$LOG_SOURCE_PASSWORD", tlsCACert: "$LOG_SOURCE_AUTHORITY" },
};

export const DATA_SOURCES: Shape = {
  apiVersion: 1,
  datasources: listOf(oneOf(OWN_STORE, REMOTE_STORE, JAEGER, LOG_STORE), 1),
};

export const DASHBOARD_PROVIDERS: Shape = {
  apiVersion: 1,
  providers: [
    {
      name: "gke-telemetry",
      type: "file",
      disableDeletion: true,
      allowUiUpdates: false,
      options: { path: "/etc/grafana/dashboards" },
    },
  ],
};
