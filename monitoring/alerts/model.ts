/** Prometheus rule files as plain data, in the fields that Prometheus reads. */

/**
 * How soon somebody has to react. critical: samples are being lost, or will be within hours. warning: the same day.
 * info: when there is time. none: never, because it says that nothing is the matter.
 */
export type Severity = "critical" | "warning" | "info" | "none";

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: Severity };
  readonly annotations: {
    readonly summary: string;
    readonly description: string;
    readonly runbook_url: string;
    /** Only where the stack has Grafana. */
    readonly dashboard_url?: string;
  };
}

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

export interface RuleGroup<Rule = AlertRule | RecordingRule> {
  readonly name: string;
  /** Time between two evaluations, as a PromQL duration. Default: Prometheus' own, the scrape interval. */
  readonly interval?: string;
  readonly rules: readonly Rule[];
}

export interface RuleFile {
  readonly groups: readonly RuleGroup[];
}

export interface AlertSpec {
  /** Name of the alert, and of its file in `docs/runbooks`. */
  readonly name: string;
  readonly severity: Severity;
  /** How long the condition has to hold, as a PromQL duration; 0s: at once. */
  readonly holds: string;
  readonly expression: string;
  /** One line. Both texts are Prometheus templates (`{{ $labels.… }}`, `{{ $value }}`). */
  readonly summary: string;
  /** What was measured, and what it means. */
  readonly description: string;
}

/**
 * An alert in the form that Prometheus reads.
 *
 * @param runbookBaseUrl address of the folder of runbooks, with or without a slash at its end. `runbook_url` is the
 * annotation that Alertmanager's templates, Grafana and the kubernetes-mixin know; only a full address is a link there.
 * @param dashboardUrl address of its dashboard, or its path, as a template. Default: there is none.
 */
export function alertRule(spec: AlertSpec, runbookBaseUrl: string, dashboardUrl?: string): AlertRule {
  return {
    alert: spec.name,
    expr: spec.expression,
    for: spec.holds,
    labels: { severity: spec.severity },
    annotations: {
      summary: spec.summary,
      description: spec.description,
      runbook_url: `${runbookBaseUrl.replace(/\/+$/, "")}/${spec.name}.md`,
      ...(dashboardUrl !== undefined && { dashboard_url: dashboardUrl }),
    },
  };
}

/** The template that shows a label of the alert. */
export function shown(label: string): string {
  return `{{ $labels.${label} }}`;
}
