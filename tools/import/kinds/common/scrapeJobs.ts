/** Scrape jobs as Prometheus has them: those of a collector's receiver, and those of Prometheus itself. */
import type { Draft } from "../../engine/draft";
import { valueAt } from "../../engine/leaves";
import { already, type Found, leave, left, type Outcome, type Rule, same, taken } from "../../engine/rules";
import { listOf, mapOf, plainText, seconds, settingName } from "./values";

const texts = (value: unknown) => listOf(value).filter((item): item is string => typeof item === "string");

/** The source labels of all relabelings of a job. */
function sourceLabels(job: Readonly<Record<string, unknown>>): string[] {
  return listOf(job["relabel_configs"]).flatMap((one) => texts(mapOf(one)["source_labels"]));
}

/** What of Kubernetes a job discovers. */
const rolesOf = (job: Readonly<Record<string, unknown>>) =>
  listOf(job["kubernetes_sd_configs"]).map((one) => mapOf(one)["role"]);

const POD_ANNOTATION = "__meta_kubernetes_pod_annotation_prometheus_io_";
const SERVICE_ANNOTATION = "__meta_kubernetes_service_annotation_prometheus_io_";

/** The collector's own metrics. */
const OWN_TARGET = /^(\$\{[^}]*\}|localhost|127\.0\.0\.1|0\.0\.0\.0):8888$/;

const TARGET = /^[a-z0-9.-]+:\d+$/;

function staticJob(job: Readonly<Record<string, unknown>>, draft: Draft): Outcome {
  const targets = listOf(job["static_configs"]).flatMap((one) => texts(mapOf(one)["targets"]));
  if (targets.length > 0 && targets.every((target) => OWN_TARGET.test(target)))
    return same("agents expose their own metrics, and scrape them");
  const plain = targets.filter((target) => TARGET.test(target));
  if (plain.length === 0 || plain.length < targets.length)
    return left("a target is no host with a port: list it in scrapeJobs");
  // Without its parameters or its relabelings another page of other targets would be scraped, as of a blackbox exporter.
  const lacking = ["params", "relabel_configs"].find((key) => Object.keys(Object(job[key]) as object).length > 0);
  if (lacking !== undefined) return left(`scrapeJobs have no ${lacking}, without which it is another job`);
  const path = plainText(job["metrics_path"]);
  const interval = seconds(job["scrape_interval"]);
  const scrapeJob = {
    name: settingName(job["job_name"]) || "targets",
    targets: plain,
    ...(path !== undefined && { path }),
    ...(job["scheme"] === "https" && { scheme: "https" }),
    ...(interval !== undefined && { intervalSeconds: interval }),
  };
  return taken(draft.add("scrapeJobs", scrapeJob));
}

/** What becomes of a scrape job without its relabelings of metrics. */
function jobOutcome(value: unknown, draft: Draft): Outcome {
  const job = mapOf(value);
  if (listOf(job["static_configs"]).length > 0) return staticJob(job, draft);
  const roles = rolesOf(job);
  const labels = sourceLabels(job);
  if (roles.includes("node")) return taken(draft.set("containers.enabled", true));
  if (labels.some((label) => label.startsWith(SERVICE_ANNOTATION)))
    return taken(draft.set("agent.serviceAnnotations", true));
  if (labels.some((label) => label.startsWith(POD_ANNOTATION)))
    return same("agents scrape pods that have the annotations prometheus.io/…, each those of its node");
  if (roles.length > 0)
    return left("agents scrape by annotations of pods, or by monitors: annotate these pods, or set agent.monitors");
  return left("agents find pods of their node alone: list other targets in scrapeJobs");
}

/** Metrics that a relabeling of a job drops by their name, or labels that it drops. */
function metricRelabeling({ value, root, path, draft }: Found): Outcome {
  const { action = "replace", regex, source_labels: sources } = mapOf(value);
  const job = mapOf(valueAt(root, path.slice(0, -2)));
  if (rolesOf(job).includes("node"))
    return left("no rule is about what the kubelets say: agents keep what the dashboards use (containers)");
  const pattern = plainText(regex)?.replace(/^\^|\$$/g, "");
  if (pattern === undefined) return left("agent.metricRules drop and keep by patterns of names alone");
  const byName = texts(sources).join() === "__name__";
  // A rule is about every job: two that keep would leave nothing, and one would drop what all others have.
  if (byName && action === "keep")
    return left(
      "a rule that keeps would drop those of every other application: write it into agent.metricRules with the namespaces of this job",
    );
  if (byName && action === "drop") return taken(draft.add("agent.metricRules", { drop: pattern }));
  if (action === "labeldrop") return taken(draft.add("agent.metricRules", { dropLabels: pattern }));
  return left("agent.metricRules drop and keep metrics by name and remove labels, and nothing else");
}

/**
 * Rules about scrape jobs.
 *
 * @param pattern of one job
 */
export function scrapeJobRules(pattern: string): Rule[] {
  return [
    { pattern: `${pattern} metric_relabel_configs *`, read: metricRelabeling },
    leave(
      `${pattern} basic_auth|authorization|oauth2|bearer_token*|tls_config`,
      "for a static target set username and the secret scrapeJobPasswords, and authority",
    ),
    already(`${pattern} honor_timestamps`, "timestamps are those of the scrape"),
    { pattern, read: ({ value, draft }) => jobOutcome(value, draft) },
  ];
}
