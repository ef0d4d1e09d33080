/** Rule files in the forms that different evaluators read. */
import { stringify } from "yaml";
import { labels } from "../../contract/names";

export const FORMATS = ["prometheus", "mimir", "operator"] as const;
export type RuleFormat = (typeof FORMATS)[number];

/** Namespace of the rules in Mimir's ruler, and name of the PrometheusRule. */
const NAME = "gke-telemetry";

const yamlText = (value: unknown) => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });

/**
 * All groups as one text.
 *
 * @param format `prometheus` is a rule file, `mimir` the same with the ruler's namespace for `mimirtool rules load`, and
 * `operator` a PrometheusRule of the Prometheus Operator
 * @param namespace namespace of the PrometheusRule
 */
export function rulesText(
  files: readonly { readonly groups: readonly unknown[] }[],
  format: RuleFormat,
  namespace: string,
): string {
  const groups = files.flatMap((file) => file.groups);
  switch (format) {
    case "prometheus":
      return yamlText({ groups });
    case "mimir":
      return yamlText({ namespace: NAME, groups });
    case "operator":
      return yamlText({
        apiVersion: "monitoring.coreos.com/v1",
        kind: "PrometheusRule",
        metadata: { name: NAME, namespace, labels: labels(NAME) },
        spec: { groups },
      });
  }
}
