/** Ports of collectors as Services offer them. */
import { RECEIVERS } from "../../contract/collectorComponents";
import { at, type CollectorConfig, componentsOfType } from "./model";
import { listeningPorts, portOf } from "./requirements";

/** Ports of the older protocols of spans; undefined where the configuration does not take them. */
export interface OlderListeningPorts {
  readonly jaegerGrpc: number | undefined;
  readonly jaegerThriftHttp: number | undefined;
  /** Over UDP. */
  readonly jaegerThriftCompact: number | undefined;
  readonly zipkin: number | undefined;
}

/** The ports at which a collector with this configuration takes spans in older protocols. */
export function olderListeningPorts(config: CollectorConfig): OlderListeningPorts {
  const [jaeger] = componentsOfType(config.receivers, RECEIVERS.jaeger);
  const [zipkin] = componentsOfType(config.receivers, RECEIVERS.zipkin);
  return {
    jaegerGrpc: portOf(at(jaeger, "protocols", "grpc", "endpoint")),
    jaegerThriftHttp: portOf(at(jaeger, "protocols", "thrift_http", "endpoint")),
    jaegerThriftCompact: portOf(at(jaeger, "protocols", "thrift_compact", "endpoint")),
    zipkin: portOf(at(zipkin, "endpoint")),
  };
}

/** A port of a Service, as Kubernetes describes it. */
export type ServicePort = Readonly<{
  name: string;
  port: number;
  targetPort: number;
  protocol: "TCP" | "UDP";
  appProtocol?: string;
}>;

/** The ports of a Service through which clients send OTLP to a collector with this configuration. */
export function otlpPorts(config: CollectorConfig): ServicePort[] {
  const { otlpGrpc, otlpHttp } = listeningPorts(config);
  return [...servicePort("otlp-grpc", otlpGrpc, "grpc"), ...servicePort("otlp-http", otlpHttp, "http")];
}

/** The same for the older protocols of spans. */
export function olderPorts(config: CollectorConfig): ServicePort[] {
  const ports = olderListeningPorts(config);
  const compact = ports.jaegerThriftCompact;
  return [
    ...servicePort("jaeger-grpc", ports.jaegerGrpc, "grpc"),
    ...servicePort("jaeger-thrift", ports.jaegerThriftHttp, "http"),
    ...(compact === undefined
      ? []
      : [{ name: "jaeger-compact", port: compact, targetPort: compact, protocol: "UDP" as const }]),
    ...servicePort("zipkin", ports.zipkin, "http"),
  ];
}

function servicePort(name: string, port: number | undefined, appProtocol: string): ServicePort[] {
  return port === undefined ? [] : [{ name, port, targetPort: port, protocol: "TCP", appProtocol }];
}
