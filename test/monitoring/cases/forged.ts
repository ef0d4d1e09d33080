/** What a team that means harm sends under the names of the stack's own parts. Its namespace is what it cannot choose. */
import {
  AGENT_A,
  AGENT_B,
  type AlertCase,
  type InputSeries,
  type Labels,
  NODE_EXPORTER_A,
  sample,
  type Scenario,
} from "./model";
import { SHARD_1 } from "./cluster/objects";
import { GATEWAY } from "./traces/tracePods";

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
  NodeWithoutAgent: AGENT_A,
  AgentNotReady: AGENT_A,
  AgentSilent: AGENT_A,
  KubeStateMetricsMissing: SHARD_1,
  NoSamplesArriving: AGENT_B,
  TraceGatewayMissing: GATEWAY,
};

/** What a team sends to raise the alert: all that the alert goes by, from a namespace of its own. */
function raising({ alert, firing }: AlertCase): readonly Scenario[] {
  const needsSeries = Object.keys(firing.input).some((series) => series.includes("k8s_namespace_name"));
  if (OF_EVERY_TARGET.includes(alert) || alert in PRETENDED || !needsSeries) return [];
  const situation = `a team sends what it goes by, where ${firing.situation}`;
  return [{ situation, at: firing.at, input: forgedInput(firing.input) }];
}

/**
 * The same case beside a team that means harm: what it sends raises no alert about the stack's own parts, and the alert
 * fires although the team pretends to be the missing part.
 */
export function withForgery(alertCase: AlertCase): AlertCase {
  const { alert, firing, silent } = alertCase;
  const part = PRETENDED[alert];
  const pretended = part && {
    situation: `${firing.situation}, and a team pretends to be it`,
    input: { ...firing.input, [sample("up", forged(part))]: "1x120" },
  };
  return { alert, firing: { ...firing, ...pretended }, silent: [...silent, ...raising(alertCase)] };
}
