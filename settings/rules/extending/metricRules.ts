/** Rules about what a stack adds of its own. */
import type { Problem } from "../../problems";
import type { MetricRule } from "../../schema/extending/metricRules";
import { key, type Rule } from "../rule";

const ACTIONS = ["drop", "keep", "dropLabels"] as const;

function metricRuleProblems(rule: MetricRule, path: string): Problem[] {
  const actions = ACTIONS.filter((name) => rule[name] !== undefined);
  return [
    ...(actions.length === 1
      ? []
      : [
          {
            path,
            rule: `must have exactly one of ${ACTIONS.join(", ")}, and has ${actions.length === 0 ? "none" : actions.join(" and ")}`,
            fix: "Write one rule for each.",
          },
        ]),
    ...(rule.metrics !== undefined && rule.dropLabels === undefined
      ? [
          {
            path: `${path}.metrics`,
            value: rule.metrics,
            rule: "restricts dropLabels, which the rule does not have",
            fix: `Remove ${path}.metrics, or add ${path}.dropLabels.`,
          },
        ]
      : []),
    ...(["drop", "keep", "metrics"] as const).flatMap((name) => {
      const value = rule[name];
      return value?.endsWith("_bucket")
        ? [
            {
              path: `${path}.${name}`,
              value,
              rule: "names series of a histogram, which is one metric and is dropped or kept as a whole",
              fix: `Name the histogram without _bucket, such as ${value.slice(0, -"_bucket".length)}.`,
            },
          ]
        : [];
    }),
  ];
}

const metricRulesAreWhole: Rule = {
  reads: ["agent.metricRules"],
  check: ({ agent }) =>
    (agent?.metricRules ?? []).flatMap((rule, index) => metricRuleProblems(rule, key(`agent.metricRules[${index}]`))),
};

/** Attributes that say whose a sample is, or that Prometheus or the stack makes labels of. */
const RESERVED =
  /^(k8s|service|sender)[._]|^exported_|^deployment[._]environment$|^(collector|instance|job|le|quantile)$/;

const attributesAreFree: Rule = {
  reads: ["attributes"],
  check: ({ attributes = {} }) => {
    const names = Object.keys(attributes);
    const labelOf = (name: string) => name.replaceAll(".", "_");
    return [
      ...names
        .filter((name) => RESERVED.test(name))
        .map((name) => ({
          path: key(`attributes.${name}`),
          value: attributes[name],
          rule: "must not be an attribute by which the stack, Prometheus or a service is known",
          fix: `Choose another name; ${key("cluster.name")} and ${key("environment")} set those of the stack.`,
        })),
      ...names
        .filter((name, index) => names.findIndex((other) => labelOf(other) === labelOf(name)) < index)
        .map((name) => ({
          path: key(`attributes.${name}`),
          value: attributes[name],
          rule: `becomes the label ${labelOf(name)} like another attribute`,
          fix: "Remove one of the two.",
        })),
    ];
  },
};

export const EXTENDING_RULES: readonly Rule[] = [metricRulesAreWhole, attributesAreFree];
