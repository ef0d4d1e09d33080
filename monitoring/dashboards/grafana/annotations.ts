/** Events that dashboards draw into their graphs: what has been rolled out when. */
import { OBJECTS } from "../../clusterMetrics";
import { AGENT, LABELS, ROLLOUT_LABELS } from "../../metrics";
import { AGENT_JOB, KUBE_STATE_METRICS_JOB } from "../../ownParts";
import { aggregate, type Matcher, series } from "../../promql";
import type { Annotation } from "./model";
import { CHOSEN_CLUSTERS, DATASOURCE } from "./variables";

/** Seconds after its start for which an agent is new, and after a change for which a rollout is. */
const NEW_SECONDS = 120;

const base = { datasource: DATASOURCE, enable: true, hide: false, step: "60s" } as const;

/** How many agents have started: a rollout of the agents is a band, the restart of one a line. */
export function agentStarts(matchers: readonly Matcher[] = CHOSEN_CLUSTERS): Annotation {
  return {
    ...base,
    name: "Agents started",
    iconColor: "blue",
    expr: aggregate(
      "count",
      [LABELS.cluster],
      `${series(AGENT.uptimeSeconds, AGENT_JOB, ...matchers)} < ${NEW_SECONDS}`,
    ),
    titleFormat: "Agents started",
    textFormat: `{{${LABELS.cluster}}}`,
  };
}

/** Changes of Deployments, StatefulSets and DaemonSets that their controllers have taken up: a new version, or another size. */
export function rollouts(matchers: readonly Matcher[]): Annotation {
  const changes = [OBJECTS.deploymentGeneration, OBJECTS.statefulSetGeneration, OBJECTS.daemonSetGeneration].map(
    (metric) => `changes(${series(metric, KUBE_STATE_METRICS_JOB, ...CHOSEN_CLUSTERS, ...matchers)}[${NEW_SECONDS}s])`,
  );
  return {
    ...base,
    name: "Workloads changed",
    iconColor: "purple",
    expr: `(${changes.join(" or ")}) > 0`,
    titleFormat: "Changed",
    textFormat: [LABELS.describedNamespace, ...ROLLOUT_LABELS].map((label) => `{{${label}}}`).join(" "),
  };
}
