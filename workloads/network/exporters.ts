/** The connections to further destinations of samples, spans and log lines. */
import type { Signal } from "../../settings/schema/extending/exporters";
import type { Settings } from "../../settings/schema/settings";
import { exportersOf } from "../../settings/sizing/extending/exporters";
import type { Edge, Part } from "./peers";
import { urlEdges } from "./urls";

/** Collectors that send. */
type Senders = Readonly<Record<"agent" | "gateway" | "sampler" | "logAgent", Part>>;

/** From each collector whose pipeline an exporter ends. With tail sampling, samplers have the spans that are kept. */
export function exporterEdges(
  { exporters, tracing }: Pick<Settings, "exporters" | "tracing">,
  { agent, gateway, sampler, logAgent }: Senders,
): Edge[] {
  const senders: Readonly<Record<Signal, Part>> = {
    metrics: agent,
    traces: tracing?.sampling.kind === "tail" ? sampler : gateway,
    logs: logAgent,
  };
  return (["metrics", "traces", "logs"] as const).flatMap((signal) =>
    exportersOf(signal, exporters).flatMap(({ endpoint, name }) =>
      urlEdges(senders[signal], endpoint, `send copies of ${signal} to ${name}`),
    ),
  );
}
