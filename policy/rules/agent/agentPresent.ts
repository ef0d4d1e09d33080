import { AGENT_SELECTOR } from "../../../contract/collector/chart";
import { collectorConfigOf } from "../../evidence/collector";
import { podOf, selects } from "../../evidence/manifests";
import { at } from "../../evidence/reading";
import { stackPolicy } from "../../rule";

const PLACES = "neither in the values of the component NodeAgent or of its chart nor among the chart's children";

/** The other rules find nothing where a preview does not show the agent, and that must not count as success. */
export const agentPresent = stackPolicy(
  {
    name: "agent-present",
    description: "The stack has an agent, whose pods and configuration the policies can read.",
  },
  (resources) => {
    const manifests = resources.flatMap((resource) => resource.manifests);
    const pods = manifests.some((manifest) => selects(AGENT_SELECTOR, at(podOf(manifest), "metadata", "labels")));
    return [
      ...(pods ? [] : [{ message: `the agent's pods were not found, ${PLACES}.` }]),
      ...(manifests.some(collectorConfigOf)
        ? []
        : [{ message: `the agent's configuration was not found, ${PLACES}.` }]),
    ];
  },
);
