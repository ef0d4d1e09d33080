/** What becomes of a collector's receivers. */
import { already, type Found, leave, left, type Outcome, type Rule, same, take, taken } from "../../engine/rules";
import { scrapeJobRules } from "../common/scrapeJobs";
import { scalarText, seconds } from "../common/values";
import { isUnused, signalsOf } from "./pipelines";

const UNUSED = "it is in no pipeline";

/** A receiver whose work a part of the stack does. */
function partOf(pattern: string, read: (found: Found) => Outcome): Rule {
  return {
    pattern,
    read: (found) => (isUnused(found.root, "receivers", found.path.at(-1) ?? "") ? same(UNUSED) : read(found)),
  };
}

/** Rules about the receivers of a configuration. */
export function receiverRules(config: string): Rule[] {
  const at = (rest: string) => `${config} receivers ${rest}`;
  const prometheus = at("prometheus|prometheus/*");
  const tracing = (protocol: string) => (found: Found) =>
    signalsOf(found.root, "receivers", found.path.at(-1) ?? "").includes("traces")
      ? taken(found.draft.add("tracing.protocols", protocol))
      : same(UNUSED);
  return [
    already(at("otlp|otlp/*"), "agents receive OTLP at 4317 and 4318"),
    partOf(at("jaeger|jaeger/*"), tracing("jaeger")),
    partOf(at("zipkin|zipkin/*"), tracing("zipkin")),
    leave(at("opencensus*"), "OpenCensus was removed from the collector: send OTLP"),
    take(`${prometheus} config global scrape_interval`, "agent.scrapeIntervalSeconds", seconds),
    take(`${prometheus} config global scrape_timeout`, "agent.scrapeTimeoutSeconds", seconds),
    {
      pattern: `${prometheus} config global external_labels *`,
      read: ({ keys, value, draft }) => taken(draft.set(["attributes", keys.at(-1) ?? ""], scalarText(value))),
    },
    ...scrapeJobRules(`${prometheus} config scrape_configs *`),
    leave(`${prometheus} target_allocator`, "each agent scrapes its own node, so that there is nothing to allocate"),
    leave(prometheus, "agents scrape by annotations, by monitors (agent.monitors) and by scrapeJobs"),
    partOf(at("hostmetrics|hostmetrics/*|host_metrics*"), ({ draft }) =>
      taken(draft.set("nodeExporter.enabled", true)),
    ),
    partOf(at("kubeletstats|kubeletstats/*|kubelet_stats*"), ({ draft }) =>
      taken(draft.set("containers.enabled", true)),
    ),
    partOf(at("k8s_cluster|k8s_cluster/*"), ({ draft }) => taken(draft.set("objects.enabled", true))),
    partOf(at("filelog|filelog/*|file_log*"), ({ draft }) => taken(draft.set("logs.kind", "victorialogs"))),
    partOf(at("k8s_events*|k8sobjects*|k8s_objects*"), ({ draft }) => {
      draft.set("logs.kind", "victorialogs");
      return taken(draft.set("logs.events", true));
    }),
    { pattern: at("*"), read: ({ value, root, path }) => otherReceiver(value, root, path.at(-1) ?? "") },
  ];
}

function otherReceiver(value: unknown, root: unknown, id: string): Outcome {
  if (value === null) return same("the file removes it");
  if (isUnused(root, "receivers", id)) return same(UNUSED);
  return left("agents scrape Prometheus targets and receive OTLP: have this sent to them, or expose it as metrics");
}
