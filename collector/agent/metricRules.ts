/** Which metrics and labels an agent drops, by the settings' rules. */
import { COMPONENTS } from "../../contract/collector/components";
import { JOBS } from "../../contract/series";
import type { MetricRule } from "../../settings/schema/extending/metricRules";
import type { Component } from "../common/pipelines";

const NAMESPACE = `resource.attributes["k8s.namespace.name"]`;

/** A text of OTTL, in which the collector reads `$$` as `$`. */
const text = (value: string) => JSON.stringify(value).replaceAll("$", "$$$$");

const matches = (path: string, pattern: string) => `IsMatch(${path}, ${text(`^(?:${pattern})$`)})`;

/** What says that a target is down or over its limits. No rule drops it. */
const ALWAYS_KEPT = "up|scrape_.*";

/** What the kubelet says, which is no pod: the stack's dashboards and alerts ask for it. */
const OF_KUBELET = `(resource.attributes["service.name"] == "${JOBS.kubelet}" and ${NAMESPACE} == nil)`;

/** Condition of the rule's namespaces. */
function inNamespaces({ namespaces }: MetricRule, ofStack: readonly string[]): string {
  if (namespaces.length > 0) return `(${namespaces.map((name) => `${NAMESPACE} == ${text(name)}`).join(" or ")})`;
  return `(${[...ofStack.map((name) => `${NAMESPACE} != ${text(name)}`), `not ${OF_KUBELET}`].join(" and ")})`;
}

/** Condition under which the rule drops a metric; none where it drops labels. */
function dropped(rule: MetricRule, ofStack: readonly string[]): string[] {
  const { drop, keep } = rule;
  const names = [
    ...(drop === undefined ? [] : [matches("metric.name", drop), `not ${matches("metric.name", ALWAYS_KEPT)}`]),
    ...(keep === undefined ? [] : [`not ${matches("metric.name", `${keep}|${ALWAYS_KEPT}`)}`]),
  ];
  return names.length === 0 ? [] : [[inNamespaces(rule, ofStack), ...names].join(" and ")];
}

/** Statements that remove labels and add up what is then one series: with duplicates the store would reject a request. */
function labelStatements(rule: MetricRule, ofStack: readonly string[]): { readonly statements: readonly string[] }[] {
  const { dropLabels, metrics } = rule;
  if (dropLabels === undefined) return [];
  const where = [
    inNamespaces(rule, ofStack),
    // The collector cannot add up quantiles.
    "metric.type != METRIC_DATA_TYPE_SUMMARY",
    ...(metrics === undefined ? [] : [matches("metric.name", metrics)]),
  ].join(" and ");
  return [
    { statements: [`delete_matching_keys(datapoint.attributes, ${text(`^(?:${dropLabels})$`)}) where ${where}`] },
    { statements: [`aggregate_on_attributes("sum") where ${where}`] },
  ];
}

/**
 * The processors of the rules, to which the pod's namespace has to be known; none without rules.
 *
 * @param ofStack namespaces of the stack itself, to which rules apply only by name
 */
export function metricRules(rules: readonly MetricRule[], ofStack: readonly string[]): Component[] {
  const conditions = rules.flatMap((rule) => dropped(rule, ofStack));
  const statements = rules.flatMap((rule) => labelStatements(rule, ofStack));
  return [
    ...(statements.length > 0
      ? [
          {
            id: COMPONENTS.labelRules,
            settings: { error_mode: "propagate", metric_statements: statements },
          },
        ]
      : []),
    ...(conditions.length > 0
      ? [
          {
            id: COMPONENTS.metricRules,
            settings: { error_mode: "propagate", metric_conditions: [{ conditions }] },
          },
        ]
      : []),
  ];
}
