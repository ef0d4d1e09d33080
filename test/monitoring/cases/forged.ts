/** What a team that means harm sends under the names of the stack's own parts. Its namespace is what it cannot choose. */
import { AGENT_A, AGENT_B, type AlertCase, type InputSeries, type Labels, NODE_EXPORTER_A, sample } from "./model";
import { GATEWAY } from "./tracePods";

const forged = (labels: Labels): Labels => ({ ...labels, k8s_namespace_name: "attacker" });

const forgedInput = (input: InputSeries): InputSeries =>
  Object.fromEntries(
    Object.entries(input).map(([series, values]) => [
      series.replace(/k8s_namespace_name="[^"]*"/, 'k8s_namespace_name="attacker"'),
      values,
    ]),
  );

/** Alerts about any team's targets, which a team may well raise about its own. */
const OF_EVERY_TARGET: readonly string[] = ["TargetDown", "TargetOverLimit"];

/** A part of the stack whose presence a team pretends, by the alert that says that it is missing. */
const PRETENDED: Readonly<Record<string, Labels>> = {
  AgentMetricsMissing: AGENT_A,
  AgentStoppedReporting: AGENT_A,
  NodeExporterMissing: NODE_EXPORTER_A,
  NoSamplesArriving: AGENT_B,
  TraceGatewayMissing: GATEWAY,
};

function raised({ alert, firing }: AlertCase): AlertCase[] {
  const needsSeries = Object.keys(firing.input).some((series) => series.includes("k8s_namespace_name"));
  if (OF_EVERY_TARGET.includes(alert) || alert in PRETENDED || !needsSeries) return [];
  const situation = `a team sends what it goes by, where ${firing.situation}`;
  return [{ alert, firing, silent: [{ situation, at: firing.at, input: forgedInput(firing.input) }] }];
}

function silenced({ alert, firing }: AlertCase): AlertCase[] {
  const part = PRETENDED[alert];
  if (part === undefined) return [];
  const input = { ...firing.input, [sample("up", forged(part))]: "1x120" };
  return [
    {
      alert,
      firing: { ...firing, situation: `a team pretends to be it, where ${firing.situation}`, input },
      silent: [],
    },
  ];
}

/** No team raises an alert about the stack's own parts, and none keeps one from firing. */
export function forgedCases(cases: readonly AlertCase[]): AlertCase[] {
  return [...cases.flatMap(raised), ...cases.flatMap(silenced)];
}
