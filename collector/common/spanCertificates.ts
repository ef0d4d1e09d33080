/** Who shows which certificate on the way of the spans, and who admits whom. */
import { jaegerName, serviceHost, type TraceNames, traceNames } from "../../contract/names";
import { DEFAULT_TEAM, type TracingSettings } from "../../settings/schema/tracing";

/**
 * Authority of clients. Every node has the agents' key, so what agents show is worth less: it opens the gateway alone.
 * Gateway and samplers show what the stack's own authority has signed.
 */
export type SpanClients = "agents" | "pipeline";

/** Certificates of one workload. */
export interface SpanCertificates {
  /** Host names in its server certificate, and the clients that it admits. Undefined: it receives no spans over TLS. */
  readonly server?: { readonly hosts: readonly string[]; readonly admits: SpanClients };
  /** The authority of its client certificate. Undefined: it sends no spans. */
  readonly client?: SpanClients;
}

/** Key of the agents; gateway, samplers and Jaegers have the names of their workloads. */
export const AGENTS = "agents";

/**
 * Certificates by workload.
 *
 * @param names names of the pipeline's collectors. Default: `traceNames()`, those of the stack
 */
export function spanCertificates(
  { sampling, teams }: Pick<TracingSettings, "sampling" | "teams">,
  names: TraceNames = traceNames(),
): Readonly<Record<string, SpanCertificates>> {
  const { gateway, gatewayHeadless, sampler, namespace } = names;
  const server = (admits: SpanClients, ...services: readonly string[]) => ({
    hosts: services.map((service) => serviceHost(service, namespace)),
    admits,
  });
  const jaegers = [DEFAULT_TEAM, ...teams.map(({ name }) => name)].map(jaegerName);
  return {
    [AGENTS]: { client: "agents" },
    [gateway]: { server: server("agents", gatewayHeadless, gateway), client: "pipeline" },
    ...(sampling.kind === "tail" && { [sampler]: { server: server("pipeline", sampler), client: "pipeline" } }),
    ...Object.fromEntries(jaegers.map((jaeger) => [jaeger, { server: server("pipeline", jaeger) }])),
  };
}
