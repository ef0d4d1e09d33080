/** Rules about the agents' canary. */
import type { Problem } from "../problems";
import { canarySettings } from "../schema/canarySettings";
import { writerOf } from "../sizing/queue";
import { AGENT_RULES } from "./agent";
import { EXTENDING_RULES } from "./extending/metricRules";
import { key, type Rule } from "./rule";

const PATH = "agent.canary";

const leavesNodesForOthers: Rule = {
  reads: [PATH, "agent.nodeSelector"],
  check: ({ agent }): Problem[] => {
    if (!agent?.canary) return [];
    const isEveryNode = Object.entries(agent.canary.nodeSelector).every(
      ([name, value]) => agent.nodeSelector[name] === value,
    );
    if (!isEveryNode) return [];
    return [
      {
        path: key(`${PATH}.nodeSelector`),
        value: agent.canary.nodeSelector,
        rule: `must have a label that ${key("agent.nodeSelector")} does not: otherwise every node runs the canary, and there is nothing to compare it with`,
        fix: `Add a label of the canary's nodes alone to ${key(`${PATH}.nodeSelector`)}.`,
      },
    ];
  },
};

const sameDistribution: Rule = {
  reads: [PATH, "collectorImage"],
  check: ({ agent, collectorImage }): Problem[] => {
    const own = agent?.canary?.collectorImage;
    if (!own || writerOf({ collectorImage: own }) === writerOf({ collectorImage })) return [];
    const distribution = collectorImage?.distribution ?? "contrib";
    return [
      {
        path: key(`${PATH}.collectorImage.distribution`),
        value: own.distribution,
        rule: `must be ${distribution}, as with the other agents: exporters of two distributions keep and count samples in different ways, so neither the certificate nor a comparison would have a meaning`,
        fix: `Set ${key(`${PATH}.collectorImage.distribution`)}: ${distribution}.`,
      },
    ];
  },
};

/** The rules about agents, for the canary's settings: what the others' settings break too is reported there. */
const likeOtherAgents: Rule = {
  reads: ["agent", "collectorImage"],
  check: (settings): Problem[] => {
    const { agent, collectorImage } = settings;
    const own = agent && canarySettings({ agent, collectorImage });
    if (!own) return [];
    const rules = [...AGENT_RULES, ...EXTENDING_RULES];
    const known = rules.flatMap((rule) => rule.check(settings)).map(({ path }) => path);
    return rules
      .flatMap((rule) => rule.check({ ...settings, ...own }))
      .filter(({ path }) => !known.includes(path))
      .map(({ path, rule, ...problem }) => ({
        ...problem,
        path: path.replace(key("agent."), key(`${PATH}.`)),
        rule: `${rule} (with the canary's settings)`,
      }));
  },
};

export const CANARY_RULES: readonly Rule[] = [leavesNodesForOthers, sameDistribution, likeOtherAgents];
