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

const TEXT = String.raw`"(?:[^"\\]|\\.)*"`;

/** What is no selector, and then a selector: a metric's name, its matchers, or both. */
const TOKEN = new RegExp(
  [
    TEXT,
    String.raw`\[[^\]]*\]`,
    String.raw`\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)`,
    String.raw`\b(?:and|or|unless|offset|bool)\b`,
    String.raw`\b[a-z_]\w*(?=\s*\(|\s+(?:by|without)\b)`,
    String.raw`\b\d[\w.]*`,
    String.raw`(?<metric>[a-zA-Z_:][\w:]*)?(?<braces>\{(?:${TEXT}|[^"}])*\})?`,
  ].join("|"),
  "g",
);

/**
 * The expression with the matchers in each of its selectors. A label that a selector names itself is left to it.
 *
 * @param expression as the builders here make it
 */
export function limited(expression: string, ...matchers: readonly Matcher[]): string {
  return expression.replace(TOKEN, (token: string, ...groups: unknown[]) => {
    const { metric = "", braces = "" } = groups.at(-1) as { readonly metric?: string; readonly braces?: string };
    if (metric + braces === "") return token;
    const own = braces.slice(1, -1);
    const named = [...own.matchAll(new RegExp(`${TEXT}|[a-zA-Z_]\\w*`, "g"))].map(([name]) => name);
    const added = matchers.filter((matcher) => !named.includes(/^\w+/.exec(matcher)?.[0] ?? ""));
    return series(metric, ...(own === "" ? [] : [own]), ...added);
  });
}
