/** Why a relabelling rule drops a pod, in the words of who annotated it. */
import { listAt, type Manifest, textAt } from "../../../policy/evidence/reading";
import { COLLECTED_BY_AGENTS, COLLECTED_BY_LABEL, COLLECTED_BY_META_LABEL } from "../../../contract/annotations";
import { ended, type Finding, type Fix } from "../answer";
import { annotate, setting } from "../look/fix";
import { annotationsOf, nameOf, namespaceOf } from "../look/look";
import { type Candidate, portsText } from "./targets";

const ANNOTATION = /^__meta_kubernetes_(?:pod|service)_annotation_prometheus_io_(.+)$/;

/** Annotations by the name that comes after `prometheus.io/`, as label names have them. */
const annotationOf = (label: string | undefined) => ANNOTATION.exec(label ?? "")?.[1];

const NUMBER = /^[1-9][0-9]{0,4}$/;
/** Most characters of a regex that are shown. */
const MOST_CHARACTERS = 100;

const short = (text: string) => (text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text);

/** A rule and what it saw. */
export function ruleText({ job, outcome }: Candidate): string {
  const { drop, refused } = outcome;
  if (!drop) return refused === undefined ? "" : `${job.name}: Prometheus refuses the target: ${refused}`;
  const { rule, index, value } = drop;
  const action = rule.action ?? "replace";
  const labels = (rule.source_labels ?? []).join(rule.separator ?? ";");
  const compared = action.endsWith("equal") ? `label ${rule.target_label ?? ""}` : `/${short(rule.regex ?? "(.*)")}/`;
  return `${job.name}: rule ${index + 1} of ${job.rules.length}, ${action} ${labels} by ${compared}, sees ${JSON.stringify(value)}`;
}

/** The declared port that most likely serves metrics: the only one, or the first whose name says so. */
export function likelyPort(pod: Manifest): string {
  const ports = listAt(pod, "spec", "containers").flatMap((container) => listAt(container, "ports"));
  const named = ports.find((port) => /metric|prom|mgmt|admin|http/i.test(textAt(port, "name"))) ?? ports[0];
  return textAt(named, "containerPort") || "8080";
}

const asksForPort = (pod: Manifest): Fix => {
  const fix = annotate(pod, { "prometheus.io/port": likelyPort(pod) });
  return { ...fix, text: `${fix.text.replace(/\.$/, "")}: the number of the port that serves metrics.` };
};

function aboutPort(pod: Manifest, port: string): Finding {
  if (port === "")
    return ended(
      `it has no annotation prometheus.io/port, and no port whose name is metrics or ends with -metrics: ${portsText(pod)}`,
      asksForPort(pod),
    );
  const why = /^[0-9]+$/.test(port) ? "no port" : "no number";
  return ended(`annotation prometheus.io/port is ${JSON.stringify(port)}, which is ${why}`, asksForPort(pod));
}

/** Why the candidate that came farthest is no target. */
export function explained(pod: Manifest, candidate: Candidate, source: string): Finding {
  const { outcome, job } = candidate;
  const rule = [ruleText(candidate)];
  const annotations = annotationsOf(pod);
  if (!outcome.drop) return ended(outcome.refused ?? "", annotate(pod, { "prometheus.io/interval": "30s" }), rule);
  const labels = outcome.drop.rule.source_labels ?? [];
  const [first = ""] = labels;
  const port = annotations["prometheus.io/port"] ?? "";
  if (annotationOf(first) === "port" && !NUMBER.test(port)) return { ...aboutPort(pod, port), details: rule };
  if (first === "__meta_kubernetes_pod_phase")
    return ended(`its phase is ${textAt(pod, "status", "phase")}`, { text: "Agents scrape running pods alone." }, rule);
  if (first === COLLECTED_BY_META_LABEL)
    return ended(
      `its namespace is the central collector's: it has no label ${COLLECTED_BY_LABEL}: ${COLLECTED_BY_AGENTS}`,
      { text: `kubectl label namespace ${namespaceOf(pod)} ${COLLECTED_BY_LABEL}=${COLLECTED_BY_AGENTS}` },
      rule,
    );
  if (labels.includes("__meta_kubernetes_pod_name") && outcome.drop.rule.action === "drop")
    return ended(
      "it is the agent itself, whose own metrics have a job of their own",
      { text: `Look at its node: npm run why -- node/${textAt(pod, "spec", "nodeName")} --stack NAME` },
      rule,
    );
  const name = annotationOf(first);
  const told = name === undefined ? `label ${first}` : `annotation prometheus.io/${name.replaceAll("_", "-")}`;
  return ended(
    `${source} has a rule for ${told} of ${nameOf(pod)} by which job ${job.name} drops it: ${JSON.stringify(outcome.drop.value)} ${outcome.drop.rule.action === "drop" ? "matches" : "does not match"} ${short(outcome.drop.rule.regex ?? "(.*)")}`,
    setting(`The plan of the stack has another rule if somebody edited ${source}: an update makes it anew.`),
    rule,
  );
}
