/** Stands for a team's Jaeger: a collector that writes down every span it gets. */
import { readFileSync } from "node:fs";
import { spanServerTls } from "../../contract/credentials/spanTls";
import type { CollectorConfig } from "../../collector/common/model";
import { telemetry } from "../../collector/common/service";
import { Collector, type CollectorOptions } from "./collector";

/** A span as it arrived. */
export interface ArrivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly service: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const config: CollectorConfig = {
  extensions: { health_check: { endpoint: "${env:MY_POD_IP}:13133" } },
  receivers: {
    otlp: {
      protocols: {
        grpc: { endpoint: "${env:MY_POD_IP}:4317", max_recv_msg_size_mib: 16, tls: spanServerTls() },
        http: { endpoint: "${env:MY_POD_IP}:4318", tls: spanServerTls() },
      },
    },
  },
  processors: {},
  exporters: { debug: { verbosity: "detailed", use_internal_logger: false } },
  service: {
    extensions: ["health_check"],
    telemetry: telemetry("warn"),
    pipelines: { traces: { receivers: ["otlp"], processors: [], exporters: ["debug"] } },
  },
};

export class Sink extends Collector {
  constructor(options: Omit<CollectorOptions, "config">) {
    super({ ...options, config });
  }

  /** Every span that has arrived, in the order in which they came. */
  spans(): ArrivedSpan[] {
    return parseSpans(readFileSync(this.logFile, "utf8"));
  }

  /** Number of spans of each trace. */
  traces(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { traceId } of this.spans()) counts.set(traceId, (counts.get(traceId) ?? 0) + 1);
    return counts;
  }
}

/** Reads the text of the debug exporter. */
function parseSpans(text: string): ArrivedSpan[] {
  return text.split(/^ResourceSpans #\d+$/m).flatMap((resourceText) => {
    const [head = "", ...spanTexts] = resourceText.split(/^Span #\d+$/m);
    const attributes = Object.fromEntries(
      [...head.matchAll(/^ {5}-> ([^:]+): \w+\((.*)\)$/gm)].map(([, name, value]) => [name ?? "", value ?? ""]),
    );
    return spanTexts.map((span) => ({
      traceId: /Trace ID\s+: (\w+)/.exec(span)?.[1] ?? "",
      spanId: /^\s+ID\s+: (\w+)/m.exec(span)?.[1] ?? "",
      service: attributes["service.name"] ?? "",
      attributes,
    }));
  });
}
