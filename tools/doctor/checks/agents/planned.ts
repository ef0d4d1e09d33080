/** Agents that are older than what is planned, or than their DaemonSet. */
import { canaryNames } from "../../../../contract/names";
import { at, textAt, type Manifest } from "../../../../policy/evidence/reading";
import { imagesOf, podSpecOf } from "../../../live/wanted";
import { check, type Finding } from "../../check";
import { AGENT_DAEMON_SET, AGENT_PODS, CANARY_DAEMON_SET } from "../../sources/agents";
import { AGENT_CONFIGURATION, CANARY_CONFIGURATION, type ConfigurationThere } from "../../sources/configuration";
import { type Expected, type ExpectedPlan, NOW, PLAN } from "../../source";
import { applyText, describe } from "../commands";
import { differences } from "../differences";

/** Most differences in a sentence. */
const MOST = 3;

export const agentsAsPlanned = check({
  id: "agents-as-planned",
  healthy: "the agents' image and configuration are the planned ones",
  severity: "problem",
  hint: "docs/operating.md#symptoms",
  needs: {
    plan: PLAN,
    daemonSet: AGENT_DAEMON_SET,
    configuration: AGENT_CONFIGURATION,
    canary: CANARY_DAEMON_SET,
    canaryConfiguration: CANARY_CONFIGURATION,
  },
  find: ({ daemonSet, configuration, canary, canaryConfiguration, ...there }, expected) => [
    ...differencesOf("agent", { ...there, daemonSet, configuration }, expected),
    ...differencesOf("canary", { ...there, daemonSet: canary, configuration: canaryConfiguration }, expected),
  ],
});

interface AgentsThere {
  readonly plan: ExpectedPlan;
  readonly daemonSet: Manifest | undefined;
  readonly configuration: ConfigurationThere | undefined;
}

/** How a DaemonSet's image and configuration differ from the planned ones. */
function differencesOf(
  role: "agent" | "canary",
  { plan: { planned, wanted }, daemonSet, configuration }: AgentsThere,
  expected: Expected,
): Finding[] {
  const { namespace } = expected.names.agent;
  const { daemonSet: name } = role === "agent" ? expected.names.agent : canaryNames(expected.names.agent);
  const fix = applyText(expected);
  const own = wanted.objects.find((object) => object.kind === "DaemonSet" && object.name === name);
  if (!daemonSet || !configuration?.content || !own) return [];
  const images = imagesOf(podSpecOf({ manifest: daemonSet }));
  const wantedImages = imagesOf(podSpecOf(own));
  const changed = differences(planned.collectors[role], configuration.content);
  const shown = changed.slice(0, MOST).join("; ");
  const more = changed.length > MOST ? `; and ${changed.length - MOST} more` : "";
  return [
    ...wantedImages
      .filter((image) => !images.includes(image))
      .map((image): Finding => ({
        subject: `DaemonSet ${namespace}/${name}`,
        text: `its image is ${images.join(", ")}, and planned is ${image}`,
        fix,
      })),
    ...(changed.length === 0
      ? []
      : [
          {
            subject: `ConfigMap ${namespace}/${configuration.configMap}`,
            text: `it is not the planned configuration: ${shown}${more}`,
            fix: `${fix}; npm run preview shows everything that differs`,
          },
        ]),
  ];
}

/** The generation of a DaemonSet's template, by which its controller marks pods. */
const generationOf = (daemonSet: Manifest | undefined) =>
  textAt(daemonSet, "metadata", "annotations", "deprecated.daemonset.template.generation");

/** For so long a rollout may take before somebody wants to know. */
const ROLLOUT_MINUTES = 15;

export const agentsUpToDate = check({
  id: "agents-up-to-date",
  healthy: "every agent has the latest template of its DaemonSet",
  severity: "warning",
  hint: "docs/operating.md#symptoms",
  needs: { daemonSet: AGENT_DAEMON_SET, canary: CANARY_DAEMON_SET, pods: AGENT_PODS, now: NOW },
  find: ({ daemonSet, canary, pods, now }, expected) =>
    [daemonSet, canary].flatMap((one) => {
      const name = textAt(one, "metadata", "name");
      const generation = generationOf(one);
      const isOnDelete = at(one, "spec", "updateStrategy", "type") === "OnDelete";
      // Older clusters and other controllers do not mark pods.
      if (generation === "") return [];
      return pods
        .filter((pod) => pod.daemonSet === name)
        .filter(({ labels, isBeingDeleted }) => {
          const own = labels["pod-template-generation"];
          return !isBeingDeleted && own !== undefined && own !== generation;
        })
        .map(({ node, created }) => ({
          subject: node,
          text: isOnDelete
            ? "its agent is older than its DaemonSet, whose updateStrategy OnDelete replaces no pod by itself"
            : `its agent is older than its DaemonSet: the rollout has not come to it${now - created > ROLLOUT_MINUTES * 60_000 ? ", or waits for an agent that does not get ready" : ""}`,
          fix: isOnDelete
            ? applyText(expected)
            : `kubectl --namespace ${expected.names.agent.namespace} rollout status daemonset ${name}; ${describe(expected, "daemonset", name)}`,
        }));
    }),
});
