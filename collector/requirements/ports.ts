/** The ports on which a collector listens, and the ports of its Services. */
import { COMPONENTS, EXTENSIONS, RECEIVERS } from "../../contract/collector/components";
import { at, type CollectorConfig, componentsOfType, objects } from "../common/model";

/** Ports on which a collector receives from applications; undefined if the configuration has no such receiver. */
export interface ReceiverPorts {
  readonly otlpGrpc: number | undefined;
  readonly otlpHttp: number | undefined;
  /** OTLP over gRPC from sidecars. */
  readonly sidecarSpans: number | undefined;
  /** Legacy protocol of spans, like the next three. */
  readonly jaegerGrpc: number | undefined;
  readonly jaegerThriftHttp: number | undefined;
  /** Over UDP. */
  readonly jaegerThriftCompact: number | undefined;
  readonly zipkin: number | undefined;
}

/** Ports on which a collector listens for clients: receivers, the health check and its own metrics. */
export interface ListeningPorts extends ReceiverPorts {
  readonly health: number | undefined;
  readonly metrics: number | undefined;
}

/** The ports on which a collector with this configuration listens for clients. */
export function listeningPorts(config: CollectorConfig): ListeningPorts {
  const [health] = componentsOfType(config.extensions, EXTENSIONS.healthCheck);
  const reader = objects(at(config.service.telemetry, "metrics", "readers"))
    .map((item) => at(item, "pull", "exporter", "prometheus", "port"))
    .find((port) => typeof port === "number");
  return { ...receiverPorts(config.receivers), health: portOf(at(health, "endpoint")), metrics: reader };
}

/** The ports on which these receivers listen. */
export function receiverPorts(receivers: CollectorConfig["receivers"]): ReceiverPorts {
  const otlp = receivers[RECEIVERS.otlp];
  const [jaeger] = componentsOfType(receivers, RECEIVERS.jaeger);
  const [zipkin] = componentsOfType(receivers, RECEIVERS.zipkin);
  return {
    otlpGrpc: portOf(at(otlp, "protocols", "grpc", "endpoint")),
    otlpHttp: portOf(at(otlp, "protocols", "http", "endpoint")),
    sidecarSpans: portOf(at(receivers[COMPONENTS.sidecarReceiver], "protocols", "grpc", "endpoint")),
    jaegerGrpc: portOf(at(jaeger, "protocols", "grpc", "endpoint")),
    jaegerThriftHttp: portOf(at(jaeger, "protocols", "thrift_http", "endpoint")),
    jaegerThriftCompact: portOf(at(jaeger, "protocols", "thrift_compact", "endpoint")),
    zipkin: portOf(at(zipkin, "endpoint")),
  };
}

/** The port of an address. */
function portOf(endpoint: unknown): number | undefined {
  const port = typeof endpoint === "string" ? /:(\d+)$/.exec(endpoint)?.[1] : undefined;
  return port === undefined ? undefined : Number(port);
}

/** A port of a Service, as Kubernetes describes it. */
export type ServicePort = Readonly<{
  name: string;
  port: number;
  targetPort: number;
  protocol: "TCP" | "UDP";
  appProtocol?: string;
}>;

/** The ports of a Service through which clients send OTLP. */
export function otlpServicePorts({ otlpGrpc, otlpHttp }: ReceiverPorts): ServicePort[] {
  return [...servicePort("otlp-grpc", otlpGrpc, "grpc"), ...servicePort("otlp-http", otlpHttp, "http")];
}

/** The ports of a Service through which clients send spans in legacy protocols. */
export function legacyServicePorts(listening: ReceiverPorts): ServicePort[] {
  const compact = listening.jaegerThriftCompact;
  return [
    ...servicePort("jaeger-grpc", listening.jaegerGrpc, "grpc"),
    ...servicePort("jaeger-thrift", listening.jaegerThriftHttp, "http"),
    ...(compact === undefined
      ? []
      : [{ name: "jaeger-compact", port: compact, targetPort: compact, protocol: "UDP" as const }]),
    ...servicePort("zipkin", listening.zipkin, "http"),
  ];
}

function servicePort(name: string, port: number | undefined, appProtocol: string): ServicePort[] {
  return port === undefined ? [] : [{ name, port, targetPort: port, protocol: "TCP", appProtocol }];
}
