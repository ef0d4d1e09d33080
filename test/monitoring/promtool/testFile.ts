/** Makes a file for `promtool test rules` from the cases, as plain data. */
import type { AlertRule, RecordingRule, RuleFile } from "../../../monitoring/alerts/model";
import { type AlertCase, type ExpectedAlert, type InputSeries, sample, type Scenario } from "../cases/model";
import { RECORDING_CASES, RECORDING_INPUT } from "../cases/recording";

/** promtool's own format; fields as in its documentation. */
export interface PromtoolTestFile {
  readonly rule_files: readonly string[];
  readonly evaluation_interval: string;
  readonly tests: readonly PromtoolTest[];
}

export interface PromtoolTest {
  readonly name: string;
  readonly interval: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly alert_rule_test?: readonly {
    readonly eval_time: string;
    readonly alertname: string;
    readonly exp_alerts: readonly { readonly exp_labels: object; readonly exp_annotations: object }[];
  }[];
  readonly promql_expr_test?: readonly {
    readonly expr: string;
    readonly eval_time: string;
    readonly exp_samples: readonly { readonly labels: string; readonly value: number }[];
  }[];
}

const INTERVAL = "1m";

/** All rules of the rule files. */
export function rules(files: Readonly<Record<string, RuleFile>>): (AlertRule | RecordingRule)[] {
  return Object.values(files)
    .flatMap((file) => file.groups)
    .flatMap((group) => group.rules);
}

/** The alerts among them. */
export function alertRules(files: Readonly<Record<string, RuleFile>>): AlertRule[] {
  return rules(files).filter((rule): rule is AlertRule => "alert" in rule);
}

function inputSeries(input: InputSeries): PromtoolTest["input_series"] {
  return Object.entries(input).map(([series, values]) => ({ series, values }));
}

function alertTest(
  rule: AlertRule,
  verb: string,
  scenario: Scenario,
  expected: readonly ExpectedAlert[],
): PromtoolTest {
  return {
    name: `${rule.alert} ${verb} when ${scenario.situation}`,
    interval: INTERVAL,
    input_series: inputSeries(scenario.input),
    alert_rule_test: [
      {
        eval_time: scenario.at,
        alertname: rule.alert,
        exp_alerts: expected.map(({ labels, summary, description }) => ({
          exp_labels: { ...labels, ...rule.labels },
          exp_annotations: { summary, description, runbook_url: rule.annotations.runbook_url },
        })),
      },
    ],
  };
}

function alertTests(alerts: readonly AlertRule[], { alert, firing, silent }: AlertCase): PromtoolTest[] {
  const rule = alerts.find((candidate) => candidate.alert === alert);
  if (rule === undefined) throw new Error(`a case names the alert ${alert}, which does not exist`);
  return [
    alertTest(rule, "fires", firing, firing.expected),
    ...silent.map((scenario) => alertTest(rule, "is silent", scenario, [])),
  ];
}

const recordingTest: PromtoolTest = {
  name: "recording rules hold one value for each node",
  interval: INTERVAL,
  input_series: inputSeries(RECORDING_INPUT),
  promql_expr_test: [...new Set(RECORDING_CASES.map(({ record }) => record))].map((expr) => ({
    expr,
    eval_time: "10m",
    exp_samples: RECORDING_CASES.filter(({ record }) => record === expr).map(({ labels, value }) => ({
      labels: sample(expr, labels),
      value,
    })),
  })),
};

/**
 * The test file for rule files that lie in the same folder under their own names. Written as YAML or JSON beside them,
 * `promtool test rules <file>` runs it.
 */
export function promtoolTestFile(
  files: Readonly<Record<string, RuleFile>>,
  cases: readonly AlertCase[],
): PromtoolTestFile {
  const alerts = alertRules(files);
  return {
    rule_files: Object.keys(files),
    evaluation_interval: INTERVAL,
    tests: [...cases.flatMap((alertCase) => alertTests(alerts, alertCase)), recordingTest],
  };
}
