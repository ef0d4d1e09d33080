/** Checks by the expressions of alerts: what is so now, without the time for which an alert waits. */
import type { AlertSpec } from "../../../../monitoring/alerts/model";
import { LABELS } from "../../../../monitoring/metrics";
import type { Labels, Value } from "../../../live/store";
import { type Check, check } from "../../check";
import { asked } from "../../sources/store";

/** The alert and, for people, what is true while it does not fire. */
export type HealthySentences = Readonly<Record<string, string>>;

/** A number as Prometheus' template function humanize shows it, or as a percentage. */
function shownValue(value: number, filter: string | undefined): string {
  if (filter === "humanizePercentage") return `${Number((value * 100).toPrecision(4))}%`;
  return Number(value.toPrecision(4)).toLocaleString("en-US");
}

/** The text of an alert's template for one result. */
function rendered(template: string, { labels, value }: Value): string {
  return template
    .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label] ?? "")
    .replace(/\{\{ \$value(?: \| (\w+))? \}\}/g, (_, filter?: string) => shownValue(value, filter));
}

/** What a result is about: the narrowest thing that its labels name. */
function subjectOf(labels: Labels): string {
  const pod = labels[LABELS.pod];
  if (pod !== undefined) return `${labels[LABELS.namespace] ?? ""}/${pod}`;
  return labels[LABELS.node] ?? labels[LABELS.value] ?? labels[LABELS.cluster] ?? "the cluster";
}

const kebab = (name: string) => name.replace(/[a-z](?=[A-Z])/g, "$&-").toLowerCase();

function alertCheck({ name, severity, expression, description }: AlertSpec, healthy: string): Check {
  const hint = `docs/runbooks/${name}.md`;
  return check({
    id: kebab(name),
    healthy,
    severity: severity === "critical" ? "problem" : "warning",
    hint,
    needs: { results: asked(expression) },
    find: ({ results }) =>
      results.map((result) => ({
        subject: subjectOf(result.labels),
        text: rendered(description, result).replace(/\.$/, ""),
        fix: `Do what ${hint} says.`,
      })),
  });
}

/** Checks of the alerts that have a sentence. */
export function alertChecks(specs: readonly AlertSpec[], healthy: HealthySentences): Check[] {
  return specs.flatMap((spec) => {
    const sentence = healthy[spec.name];
    return sentence === undefined ? [] : [alertCheck(spec, sentence)];
  });
}
