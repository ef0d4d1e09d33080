/** Prometheus' relabelling, as far as the agents use it: what becomes of a discovered target. */
import type { RelabelRule } from "../../collector/agent/scraping/model";

export type Labels = Readonly<Record<string, string>>;

/** The collector turns `$$` into `$` and replaces variables before Prometheus sees a rule. */
function resolved(text: string, environment: Labels): string {
  return text.replace(/\$\$|\$\{env:([A-Z0-9_]+)\}/g, (found, name?: string) => {
    if (name === undefined) return "$";
    const value = environment[name];
    if (value === undefined) throw new Error(`${found} is not set`);
    return value;
  });
}

/** The labels after every rule, or undefined for a target that is dropped. An empty label is none. */
export function relabel(rules: readonly RelabelRule[], labels: Labels, environment: Labels = {}): Labels | undefined {
  let current: Labels | undefined = labels;
  for (const rule of rules) {
    current = applied(rule, current, environment);
    if (current === undefined) return undefined;
  }
  return Object.fromEntries(Object.entries(current).filter(([, value]) => value !== ""));
}

function applied(rule: RelabelRule, labels: Labels, environment: Labels): Labels | undefined {
  const value = (rule.source_labels ?? []).map((name) => labels[name] ?? "").join(";");
  const regex = new RegExp(`^(?:${resolved(rule.regex ?? "(.*)", environment)})$`, "s");
  const replacement = resolved(rule.replacement ?? "$$1", environment);
  switch (rule.action) {
    case "keep":
      return regex.test(value) ? labels : undefined;
    case "drop":
      return regex.test(value) ? undefined : labels;
    case "labelmap": {
      const mapped = Object.entries(labels).filter(([name]) => regex.test(name));
      return { ...labels, ...Object.fromEntries(mapped.map(([name, of]) => [name.replace(regex, replacement), of])) };
    }
    case "labeldrop":
      return Object.fromEntries(Object.entries(labels).filter(([name]) => !regex.test(name)));
    case undefined:
      return regex.test(value) ? { ...labels, [rule.target_label!]: value.replace(regex, replacement) } : labels;
  }
}
