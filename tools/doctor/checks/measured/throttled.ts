/** Agents that wait for CPU: a limit too small for what they scrape makes scrapes and writes late. */
import { agentNames } from "../../../../contract/names";
import { CONTAINER } from "../../../../monitoring/clusterMetrics";
import { LABELS } from "../../../../monitoring/metrics";
import { AGENT_NAMESPACE } from "../../../../monitoring/ownParts";
import { aggregate, growth, matches, series } from "../../../../monitoring/promql";
import { check } from "../../check";
import { NotAsked, PLAN, type Source } from "../../source";
import { asked } from "../../sources/store";

/** That kubelets are scraped: they alone know. */
const KUBELETS_SCRAPED: Source<undefined> = {
  ...PLAN,
  what: "The metrics of containers",
  read: async ({ read }) => {
    const { containers } = (await read(PLAN)).planned.settings;
    if (!containers.enabled) throw new NotAsked("containers.enabled is false, so that no kubelet is scraped");
    return undefined;
  },
};

/** Share of the periods of CPU in which a container had to wait, from which it is a finding. */
const MOST = 0.25;

const OF_AGENTS = matches(LABELS.pod, `${agentNames().daemonSet}-.+`);
const periods = (metric: string) =>
  aggregate("sum", [LABELS.node, LABELS.pod], growth(series(metric, AGENT_NAMESPACE, OF_AGENTS), "10m"));

export const AGENTS_NOT_THROTTLED = check({
  id: "agents-not-throttled",
  healthy: "no agent waits for CPU",
  severity: "warning",
  hint: "docs/sizing.md",
  needs: {
    scraped: KUBELETS_SCRAPED,
    waiting: asked(`${periods(CONTAINER.throttledPeriods)} / ${periods(CONTAINER.periods)} > ${MOST}`),
  },
  find: ({ waiting }) =>
    waiting.map(({ labels, value }) => ({
      subject: labels[LABELS.node] ?? "",
      text: `The agent was at its CPU limit in ${Math.round(value * 100)}% of the last 10 minutes: scrapes and writes are late`,
      fix: "Choose a larger agent.profile: `npm run size -- --from-cluster` says which.",
    })),
});
