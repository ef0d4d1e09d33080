/** What Istio's sidecar makes of the ports of its pod. */
import { aggregate, is, type Matcher, rate, series } from "../../monitoring/promql";
import { listAt, type Manifest, objectAt, textAt } from "../../policy/evidence/reading";

/** Port at which Istio's agent serves the merged metrics of application and sidecar. */
const STATUS_PORT = 15_020;
/** Ports of the sidecar itself that it never captures: health and metrics of Envoy. */
const OWN_PORTS = [15_021, 15_090];

/** Istio's sidecar in a pod. */
export interface Sidecar {
  /** Port of the merged metrics, which answers without mTLS. */
  readonly statusPort: number;
  /** Where the sidecar asks the application for metrics; absent where it asks nobody. */
  readonly asks?: string | undefined;
  /** Inbound ports that it captures; absent for all. */
  readonly captured?: readonly number[] | undefined;
  /** Inbound ports that it does not capture. */
  readonly excluded: readonly number[];
}

const NAME = "istio-proxy";
const portsOf = (text: string) => text.split(",").map((one) => Number(one.trim()));

/** What the injector told Istio's agent to ask for: JSON, with the defaults of Istio's agent. */
function askedBy(container: unknown): string | undefined {
  const entry = listAt(container, "env").find((one) => textAt(one, "name") === "ISTIO_PROMETHEUS_ANNOTATIONS");
  if (!entry) return undefined;
  try {
    const told = JSON.parse(textAt(entry, "value")) as unknown;
    if (textAt(told, "scrape") === "false") return undefined;
    return `http://localhost:${textAt(told, "port") || "80"}${textAt(told, "path") || "/metrics"}`;
  } catch {
    return undefined;
  }
}

/** Istio's sidecar of a pod; undefined where it has none. Both kinds of sidecar count: container and init container. */
export function sidecarOf(pod: Manifest): Sidecar | undefined {
  const containers = [...listAt(pod, "spec", "containers"), ...listAt(pod, "spec", "initContainers")];
  const proxy = containers.find((one) => textAt(one, "name") === NAME);
  if (!proxy) return undefined;
  const annotations = objectAt(pod, "metadata", "annotations");
  const text = (name: string) => textAt(annotations, name);
  const statusPort = Number(text("status.sidecar.istio.io/port") || STATUS_PORT);
  const included = textAt(annotations, "traffic.sidecar.istio.io/includeInboundPorts");
  return {
    statusPort,
    asks: askedBy(proxy),
    captured: included === "" || included === "*" ? undefined : portsOf(included),
    excluded: [statusPort, ...OWN_PORTS, ...portsOf(text("traffic.sidecar.istio.io/excludeInboundPorts"))],
  };
}

/** Whether a connection to the port of the pod ends at the sidecar, which may accept mTLS alone. */
export function isCaptured(sidecar: Sidecar | undefined, port: number): boolean {
  if (!sidecar || sidecar.excluded.includes(port)) return false;
  return sidecar.captured?.includes(port) ?? true;
}

/** Window in which scrapes are counted. */
const WINDOW = "5m";

/**
 * PromQL: merged pages that lack the application's metrics, by what Istio's agents count of themselves. An application
 * that answered late, after its start, is none of them.
 */
export function withoutApplication(labels: readonly string[], ...matchers: readonly Matcher[]): string {
  const of = (metric: string, ...more: readonly Matcher[]) =>
    aggregate("max", labels, rate(series(metric, ...more, ...matchers), WINDOW));
  const failures = of("istio_agent_scrape_failures_total", is("type", "application"));
  return `${failures} / ${of("istio_agent_scrapes_total")} > 0.5`;
}
