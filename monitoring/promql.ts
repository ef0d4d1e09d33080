/** Small builders for PromQL, so that no query is glued together by hand. Label values are quoted here, once. */

/** A rendered label matcher, such as `job="otel-agent"`. */
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

/** An instant vector selector. */
export function series(metric: string, ...matchers: readonly Matcher[]): string {
  return matchers.length === 0 ? metric : `${metric}{${matchers.join(",")}}`;
}

/** Growth per second of a counter. */
export function rate(selector: string, window: string): string {
  return `rate(${selector}[${window}])`;
}

type Aggregation = "sum" | "min" | "max" | "avg" | "count";

/** An aggregation that keeps the labels; with none, of everything. */
export function aggregate(operator: Aggregation, labels: readonly string[], expression: string): string {
  return labels.length === 0 ? `${operator}(${expression})` : `${operator} by (${labels.join(", ")}) (${expression})`;
}

/** The expression, and 0 for what it lacks of the `presence` series (after aggregation by the same labels). */
export function orZero(expression: string, labels: readonly string[], presence: string): string {
  return `(${expression} or 0 * ${aggregate("max", labels, presence)})`;
}

/**
 * Growth of a counter within the window, counting its first value too.
 *
 * `increase` alone overlooks a counter that is born with its first failure: it sees a series that starts at 3 and
 * stays there. A series that did not exist a window ago counts whole.
 */
export function growth(selector: string, window: string): string {
  return `((${selector} unless ${selector} offset ${window}) or increase(${selector}[${window}]))`;
}
