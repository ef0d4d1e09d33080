/** Builders for PromQL. Label values are quoted here and nowhere else. */

/** A rendered label matcher, such as `job="otel-agent"`, or several with commas. */
export type Matcher = string;

/** The label has exactly this value. */
export function is(label: string, value: string): Matcher {
  return `${label}=${JSON.stringify(value)}`;
}

/** The label has another value. */
export function isNot(label: string, value: string): Matcher {
  return `${label}!=${JSON.stringify(value)}`;
}

/** The whole value of the label matches the expression. */
export function matches(label: string, expression: string): Matcher {
  return `${label}=~${JSON.stringify(expression)}`;
}

/** The whole value of the label does not match the expression. */
export function matchesNot(label: string, expression: string): Matcher {
  return `${label}!~${JSON.stringify(expression)}`;
}

/** Every one of the matchers. */
export function all(...matchers: readonly Matcher[]): Matcher {
  return matchers.join(",");
}

/** An instant vector selector. */
export function series(metric: string, ...matchers: readonly Matcher[]): string {
  return matchers.length === 0 ? metric : `${metric}{${matchers.join(",")}}`;
}

/** The per-second rate of a counter. */
export function rate(selector: string, window: string): string {
  return `rate(${selector}[${window}])`;
}

/** The expression with a label's value under a further name. */
export function relabelled(expression: string, from: string, to: string): string {
  return `label_replace(${expression}, "${to}", "$1", "${from}", "(.+)")`;
}

/** The expression with a label that has the same value in every series. */
export function labelled(expression: string, label: string, value: string): string {
  return `label_replace(${expression}, "${label}", ${JSON.stringify(value)}, "", "")`;
}

type Aggregation = "sum" | "min" | "max" | "avg" | "count";

/** An aggregation by labels; without labels, over all series. */
export function aggregate(operator: Aggregation, labels: readonly string[], expression: string): string {
  return labels.length === 0 ? `${operator}(${expression})` : `${operator} by (${labels.join(", ")}) (${expression})`;
}

/** The expression, with 0 for each label set of `presence` (aggregated by the same labels) that it lacks. */
export function orZero(expression: string, labels: readonly string[], presence: string): string {
  return `(${expression} or 0 * ${aggregate("max", labels, presence)})`;
}

/**
 * Growth of a counter within the window, counting its first value too.
 *
 * `increase` alone misses a counter that first appears with its first failure: the series starts at 3 and stays there.
 * A series that did not exist one window ago counts with its whole value.
 */
export function growth(selector: string, window: string): string {
  return `((${selector} unless ${selector} offset ${window}) or increase(${selector}[${window}]))`;
}
