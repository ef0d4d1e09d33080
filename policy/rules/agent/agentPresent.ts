import { AGENT_SELECTOR } from "../../../contract/collectorChart";
import { collectorConfigOf } from "../../evidence/collector";
import { podOf, selects } from "../../evidence/manifests";
import { at } from "../../evidence/reading";
import { stackPolicy } from "../../rule";

const PLACES = "neither as values of the component NodeAgent or of its chart nor as the chart's children";

/** What cannot be seen is not checked: a preview that shows nothing of the agent must not count as a good one. */
export const agentPresent = stackPolicy(
  {
    name: "agent-present",
    description: "The stack has an agent, and the policies see its pods and its configuration.",
  },
  (resources) => {
    const manifests = resources.flatMap((resource) => resource.manifests);
    const pods = manifests.some((manifest) => selects(AGENT_SELECTOR, at(podOf(manifest), "metadata", "labels")));
    return [
      ...(pods ? [] : [{ message: `the agent's pods are not to be seen, ${PLACES}.` }]),
      ...(manifests.some(collectorConfigOf)
        ? []
        : [{ message: `the agent's configuration is not to be seen, ${PLACES}.` }]),
    ];
  },
);
