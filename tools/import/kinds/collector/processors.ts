/** What becomes of a collector's processors. */
import { already, type Found, leave, left, type Outcome, type Rule, same, taken } from "../../engine/rules";
import { listOf, mapOf, scalarText, seconds, settingName } from "../common/values";
import { isUnused, signalsOf } from "./pipelines";

/** Attributes whose value is a setting of its own. */
const OWN_ATTRIBUTES: Readonly<Record<string, string>> = {
  "k8s.cluster.name": "cluster.name",
  "deployment.environment": "environment",
  "deployment.environment.name": "environment",
};

function attribute({ value, draft }: Found): Outcome {
  const { key, value: text, action } = mapOf(value);
  const constant = scalarText(text);
  if (typeof key !== "string" || constant === undefined || !["insert", "upsert", "update"].includes(String(action)))
    return left("attributes adds constant attributes, and nothing else");
  return taken(draft.set(OWN_ATTRIBUTES[key] ?? ["attributes", key], constant));
}

function tailPolicy({ value, draft }: Found): Outcome {
  const policy = mapOf(value);
  const kept = () => draft.set("tracing.sampling.kind", "tail");
  switch (policy["type"]) {
    case "latency": {
      const threshold = mapOf(policy["latency"])["threshold_ms"];
      kept();
      return taken(draft.set("tracing.sampling.keepSlowerThanMilliseconds", threshold));
    }
    case "status_code": {
      if (listOf(mapOf(policy["status_code"])["status_codes"]).join() !== "ERROR") break;
      kept();
      return taken(draft.set("tracing.sampling.keepErrors", true));
    }
    case "probabilistic": {
      kept();
      return taken(draft.set("tracing.sampling.percent", mapOf(policy["probabilistic"])["sampling_percentage"]));
    }
    default:
  }
  return left("tail sampling keeps errors, slow traces and a share of the others (tracing.sampling)");
}

/** Words of what may be a secret; a variable may hold one, too. */
const SECRET_WORDS = /password|passwd|token|secret|api[-_]?key|bearer|\$\{/i;

/** A processor of one's own, in the pipelines of each of its signals. */
function ownProcessor({ value, root, path, draft }: Found): Outcome {
  const id = path.at(-1) ?? "";
  const signals = signalsOf(root, "processors", id);
  if (signals.length === 0) return same("it is in no pipeline");
  if (SECRET_WORDS.test(JSON.stringify(value)))
    return left("it has a variable or what may be a secret: write it into processors by yourself");
  const [kind = "", name = kind] = id.split("/");
  const processor = { name: settingName(name), kind, config: value };
  return { kind: "taken", entries: signals.map((signal) => draft.add(`processors.${signal}`, processor)) };
}

/** A setting of tail sampling. */
function tailSetting(pattern: string, setting: string, convert: (value: unknown) => unknown): Rule {
  return {
    pattern,
    read: ({ value, draft }) => {
      const converted = convert(value);
      if (converted === undefined) return left(`this value is none for tracing.sampling.${setting}`);
      draft.set("tracing.sampling.kind", "tail");
      return taken(draft.set(["tracing", "sampling", setting], converted));
    },
  };
}

const wholeSeconds = (value: unknown) => (typeof value === "number" ? Math.round(value / 1e9) : seconds(value));

/** Rules about the processors of a configuration. */
export function processorRules(config: string): Rule[] {
  const at = (rest: string) => `${config} processors ${rest}`;
  const tail = at("tail_sampling|tail_sampling/*");
  return [
    already(at("batch|batch/*"), "exporters batch, by the size of agent.profile"),
    already(at("memory_limiter|memory_limiter/*"), "its limits follow from agent.profile and the queue"),
    {
      pattern: at("k8sattributes|k8sattributes/*|k8s_attributes|k8s_attributes/*"),
      read: ({ draft, root, path }) =>
        isUnused(root, "processors", path.at(-1) ?? "")
          ? same("it is in no pipeline")
          : taken(draft.set("agent.enrich", true)),
    },
    { pattern: at("resource|resource/* attributes *"), read: attribute },
    leave(at("resourcedetection*|resource_detection*"), "name what it finds in attributes, such as cloud.region"),
    { pattern: `${tail} policies *`, read: tailPolicy },
    tailSetting(`${tail} decision_wait`, "decisionWaitSeconds", wholeSeconds),
    tailSetting(`${tail} expected_new_traces_per_sec`, "tracesPerSecond", positive),
    already(tail, "the samplers' memory follows from tracing.sampling"),
    {
      pattern: at("probabilistic_sampler|probabilistic_sampler/* sampling_percentage"),
      read: ({ value, draft }) => {
        draft.set("tracing.sampling.kind", "probabilistic");
        return taken(draft.set("tracing.sampling.percent", value));
      },
    },
    already(at("probabilistic_sampler*"), "gateway and samplers sample by trace id"),
    { pattern: at("filter|filter/*|transform|transform/*|attributes|attributes/*"), read: ownProcessor },
    leave(
      at("metricstransform*|metrics_transform*|groupby*|cumulativetodelta*|deltatocumulative*"),
      "processors of one's own are attributes, filter, resource and transform (processors)",
    ),
    {
      pattern: at("*"),
      read: ({ value }) => (value === null ? same("the file removes it") : left("there is no such processor here")),
    },
  ];
}

const positive = (value: unknown) => (typeof value === "number" && value >= 1 ? value : undefined);
