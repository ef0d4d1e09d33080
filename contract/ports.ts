/** Every port on which several parts of the program agree. */

export const PORTS = {
  otlpGrpc: 4317,
  otlpHttp: 4318,
  /** The gateway's receiver of spans from trusted namespaces, whose pods have no certificate. */
  sidecarSpans: 4319,
  health: 13133,
  collectorMetrics: 8888,
  kubelet: 10250,
  prometheus: 9090,
  victoriaLogs: 9428,
  alertmanager: 9093,
  /** Silences and sent notifications, between replicas of Alertmanager. */
  alertmanagerGossip: 9094,
  nodeExporter: 9100,
  kubeStateMetrics: 8080,
  kubeStateMetricsTelemetry: 8081,
  grafana: 3000,
  jaegerQuery: 16686,
  jaegerHealth: 13133,
  jaegerMetrics: 8888,
  hotrod: 8080,
  metricsDemo: 9898,
  /** Legacy protocols of spans. */
  zipkin: 9411,
  jaegerThriftCompact: 6831,
  jaegerThriftHttp: 14268,
  jaegerGrpc: 14250,
} as const;
