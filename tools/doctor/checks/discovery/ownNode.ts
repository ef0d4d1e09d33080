/** Whether agents really watch no more than their own node. */
import { NODE_NAME_VARIABLE } from "../../../../contract/names";
import { at, listAt, textAt, type Manifest } from "../../../../policy/evidence/reading";
import { podSpecOf } from "../../../live/wanted";
import { check, type Finding } from "../../check";
import { AGENT_DAEMON_SET } from "../../sources/agents";
import { AGENT_CONFIGURATION, scrapeJobsOf } from "../../sources/configuration";
import { applyText } from "../commands";

const FIELD = `spec.nodeName=\${env:${NODE_NAME_VARIABLE}}`;

/** Roles that find pods, and so may find those of other nodes. */
const POD_ROLES = ["pod", "endpoints", "endpointslice"];

const isOfOwnNode = (discovery: unknown) =>
  listAt(discovery, "selectors").some(
    (selector) => textAt(selector, "role") === "pod" && textAt(selector, "field") === FIELD,
  );

/** Jobs that find the pods of every node. */
const unlimitedJobs = (configuration: Manifest) =>
  scrapeJobsOf(configuration).filter((job) =>
    listAt(job, "kubernetes_sd_configs").some(
      (discovery) => POD_ROLES.includes(textAt(discovery, "role")) && !isOfOwnNode(discovery),
    ),
  );

/** Where the agents' containers have the name of their node from. */
function nodeNameSource(daemonSet: Manifest): string {
  const variables = listAt(podSpecOf({ manifest: daemonSet }), "containers").flatMap((one) => listAt(one, "env"));
  const variable = variables.find((one) => at(one, "name") === NODE_NAME_VARIABLE);
  return textAt(variable, "valueFrom", "fieldRef", "fieldPath");
}

export const ownNodeAlone = check({
  id: "own-node-alone",
  healthy: "agents watch the pods of their own node alone",
  severity: "problem",
  hint: "docs/architecture.md#the-data-flow",
  needs: { configuration: AGENT_CONFIGURATION, daemonSet: AGENT_DAEMON_SET },
  find: ({ configuration, daemonSet }, expected) => {
    // Without a DaemonSet there is no agent, which another check says.
    if (!daemonSet || !configuration) return [];
    const { configMap, content } = configuration;
    const { namespace, daemonSet: name } = expected.names.agent;
    const fix = applyText(expected);
    if (!content)
      return [{ subject: `ConfigMap ${namespace}/${configMap}`, text: "it does not exist: no agent can start", fix }];
    return [
      ...unlimitedJobs(content).map((job): Finding => ({
        subject: `Scrape job ${textAt(job, "job_name")}`,
        text: `its discovery has not the field selector ${FIELD}, so every agent watches the pods of every node and scrapes them: samples are stored once for each node`,
        fix,
      })),
      ...(nodeNameSource(daemonSet) === "spec.nodeName"
        ? []
        : [
            {
              subject: `DaemonSet ${namespace}/${name}`,
              text: `its variable ${NODE_NAME_VARIABLE} is not the field spec.nodeName, by which agents find the pods of their node`,
              fix,
            },
          ]),
    ];
  },
});
