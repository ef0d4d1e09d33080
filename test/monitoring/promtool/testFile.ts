/** Makes files for `promtool test rules` from the cases, as plain data. */
import type { AlertRule, RecordingRule, RuleFile } from "../../../monitoring/alerts/model";
import {
  type AlertCase,
  type ExpectedAlert,
  type InputSeries,
  type Labels,
  sample,
  type Scenario,
} from "../cases/model";
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

/** A link with what the alert's labels choose in it. */
function chosenBy(link: string, labels: Labels): string {
  return link.replaceAll(
    /\{\{ with \$labels\.(\w+) \}\}(.*?)\{\{ \. \}\}\{\{ end \}\}/g,
    (_, label: string, text: string) => (labels[label] ? `${text}${labels[label]}` : ""),
  );
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
          exp_annotations: {
            summary,
            description,
            runbook_url: rule.annotations.runbook_url,
            dashboard_url: chosenBy(rule.annotations.dashboard_url ?? "", labels),
          },
        })),
      },
    ],
  };
}

/** The tests of a case whose alert is among these. */
function alertTests(
  alerts: readonly AlertRule[],
  { alert, firing, alsoFiring = [], silent }: AlertCase,
): PromtoolTest[] {
  const rule = alerts.find((candidate) => candidate.alert === alert);
  if (rule === undefined) return [];
  return [
    ...[firing, ...alsoFiring].map((scenario) => alertTest(rule, "fires", scenario, scenario.expected)),
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

/** Whether any of its rules is an alert. */
const alerting = (file: RuleFile) => alertRules({ file }).length > 0;

/**
 * A test file for each rule file, by the name of that file. It loads the alerts of its own file alone, because promtool
 * evaluates every loaded rule for every minute of every test, and all files of recording rules, whose series alerts may
 * use. Written as YAML or JSON beside the rule files, `promtool test rules <file>...` runs them.
 */
export function promtoolTestFiles(
  files: Readonly<Record<string, RuleFile>>,
  cases: readonly AlertCase[],
): Record<string, PromtoolTestFile> {
  const known = new Set(alertRules(files).map(({ alert }) => alert));
  for (const { alert } of cases)
    if (!known.has(alert)) throw new Error(`a case names the alert ${alert}, which does not exist`);
  const recording = Object.keys(files).filter((name) => !alerting(files[name]!));
  return Object.fromEntries(
    Object.entries(files).map(([name, file]) => [
      name,
      {
        rule_files: [...new Set([...recording, name])],
        evaluation_interval: INTERVAL,
        tests: alerting(file) ? cases.flatMap((one) => alertTests(alertRules({ file }), one)) : [recordingTest],
      },
    ]),
  );
}
