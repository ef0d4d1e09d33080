import { VALUES_INPUTS } from "../../../contract/collector/chart";
import { agentNames, canaryNames } from "../../../contract/names";
import { listAt, type Manifest, objectAt, textAt } from "../../evidence/reading";
import { stackPolicy, type StackResource } from "../../rule";

const AGENTS = agentNames().release;
const CANARY = canaryNames(agentNames()).release;

interface Values {
  readonly urn: string;
  readonly values: Manifest;
}

/** The values of a release, of its chart and of the component around it. */
const valuesOf = (resources: readonly StackResource[], release: string): Values[] =>
  resources.flatMap(({ props, urn }) =>
    VALUES_INPUTS.map((input) => ({ urn, values: objectAt(props, input) })).filter(
      ({ values }) => textAt(values, "fullnameOverride") === release,
    ),
  );

/** Labels of the nodes that the agents leave out, as `key=value`. */
const leftOut = (values: Manifest): string[] =>
  listAt(values, ...["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"])
    .flatMap((term) => listAt(term, "matchExpressions"))
    .filter((expression) => textAt(expression, "operator") === "NotIn")
    .flatMap((expression) =>
      listAt(expression, "values").map((value) => `${textAt(expression, "key")}=${String(value)}`),
    );

const selected = (values: Manifest): string[] =>
  Object.entries(objectAt(values, "nodeSelector")).map(([key, value]) => `${key}=${String(value)}`);

/** Labels of the canary's nodes, without those that all agents ask for. */
function canarysOwn(canary: Manifest, agents: Manifest): string[] {
  const [common, excluded] = [selected(agents), leftOut(agents)];
  return selected(canary).filter((label) => excluded.includes(label) || !common.includes(label));
}

const isSame = (one: readonly string[], other: readonly string[]) =>
  JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());

/** A node that both leave out has no agent; a node of both has two, which write the same series. */
export const canaryNodes = stackPolicy(
  {
    name: "canary-nodes",
    description: "The nodes that the agents leave out are those of their canary, and no others.",
  },
  (resources) => {
    const [agents, canaries] = [valuesOf(resources, AGENTS), valuesOf(resources, CANARY)];
    return agents.flatMap(({ urn, values }) => {
      const excluded = leftOut(values);
      if (canaries.length === 0)
        return excluded.length === 0
          ? []
          : [{ message: `no agent runs on nodes with ${excluded.join(", ")}, because there is no canary.`, urn }];
      return canaries
        .filter((canary) => !isSame(canarysOwn(canary.values, values), excluded))
        .map((canary) => ({
          message: `the canary's nodes have ${canarysOwn(canary.values, values).join(", ") || "any label"}, and the agents leave out ${excluded.join(", ") || "none"}: nodes get no agent, or two.`,
          urn: canary.urn,
        }));
    });
  },
);
