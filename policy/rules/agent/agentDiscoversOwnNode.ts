import { componentType, PROCESSORS, RECEIVERS, typeNames } from "../../../contract/collector/components";
import { NODE_NAME_VARIABLE } from "../../../contract/names";
import type { CollectorConfiguration } from "../../evidence/collector";
import { listAt, objectAt, textAt, textsAt } from "../../evidence/reading";
import { collectorPolicy } from "../../rule";

const OWN_NODE = `spec.nodeName=\${env:${NODE_NAME_VARIABLE}}`;

const isOfType = (id: string, type: string) => typeNames(type).includes(componentType(id));

/** Whether a job keeps only targets with a pod of the node. */
function keepsPodsOfNode(job: unknown): boolean {
  return listAt(job, "relabel_configs").some(
    (rule) =>
      textAt(rule, "action") === "keep" &&
      textAt(rule, "regex") === `\${env:${NODE_NAME_VARIABLE}}` &&
      textsAt(rule, "source_labels").join() === "__meta_kubernetes_pod_node_name",
  );
}

function discoveryProblems(job: string, discovery: unknown, keepsOwnNode: boolean): string[] {
  const role = textAt(discovery, "role");
  // Only pods can be selected by node. Of EndpointSlices the agent sees all, and keeps those with a pod of its node.
  if (role !== "pod" && !(role === "endpointslice" && keepsOwnNode))
    return [`scrape job ${job} discovers targets of the role ${role}; only the role pod can be limited to a node.`];
  const ownNode = listAt(discovery, "selectors").some(
    (selector) =>
      textAt(selector, "role") === "pod" &&
      textAt(selector, "field")
        .split(",")
        .map((term) => term.trim())
        .includes(OWN_NODE),
  );
  return ownNode ? [] : [`scrape job ${job} must select pods by the field ${OWN_NODE}.`];
}

function scrapeProblems({ config }: CollectorConfiguration): string[] {
  return Object.entries(objectAt(config, "receivers"))
    .filter(([id]) => isOfType(id, RECEIVERS.prometheus))
    .flatMap(([, receiver]) => listAt(receiver, "config", "scrape_configs"))
    .flatMap((job) => [
      ...listAt(job, "kubernetes_sd_configs").flatMap((discovery) =>
        discoveryProblems(textAt(job, "job_name"), discovery, keepsPodsOfNode(job)),
      ),
      ...(listAt(job, "monitor_sd_configs").length > 0 && !keepsPodsOfNode(job)
        ? [`scrape job ${textAt(job, "job_name")} must keep only pods of the node that monitors select.`]
        : []),
    ]);
}

function enrichmentProblems({ config }: CollectorConfiguration): string[] {
  return Object.entries(objectAt(config, "processors"))
    .filter(([id]) => isOfType(id, PROCESSORS.kubernetesAttributes))
    .filter(([, settings]) => textAt(settings, "filter", "node_from_env_var") !== NODE_NAME_VARIABLE)
    .map(([id]) => `processor ${id} must have filter.node_from_env_var: ${NODE_NAME_VARIABLE}.`);
}

/** Agents that watch the pods of all nodes scrape each pod once per agent, and load the API server. */
export const agentDiscoversOwnNode = collectorPolicy(
  { name: "agent-discovers-own-node", description: "An agent watches the pods of its own node only." },
  (configuration) => [...scrapeProblems(configuration), ...enrichmentProblems(configuration)],
);
