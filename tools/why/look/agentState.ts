/** Whether a node has an agent that runs, and why not. */
import { at, listAt, type Manifest, textAt } from "../../../policy/evidence/reading";
import { counted } from "../../text";
import { ended, type Finding, noted, passed } from "../answer";
import type { NodeAgent } from "./agent";
import { describe, setting } from "./fix";
import { listed, type Look, nameOf, namespaceOf } from "./look";

interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

const taintOf = (taint: unknown): Taint => ({
  key: textAt(taint, "key"),
  value: textAt(taint, "value"),
  effect: textAt(taint, "effect"),
});

/** Taints with which a DaemonSet's pods are created for: the control plane's controller tolerates them for them. */
const ALWAYS_TOLERATED =
  /^node\.kubernetes\.io\/(?:not-ready|unreachable|disk-pressure|memory-pressure|pid-pressure|unschedulable|network-unavailable)$/;

function isTolerated({ key, value, effect }: Taint, tolerations: readonly unknown[]): boolean {
  return (
    effect === "PreferNoSchedule" ||
    ALWAYS_TOLERATED.test(key) ||
    tolerations.some((one) => {
      const ofEffect = ["", effect].includes(textAt(one, "effect"));
      const exists = textAt(one, "operator") === "Exists";
      const ofKey = textAt(one, "key") === key || (exists && textAt(one, "key") === "");
      return ofEffect && ofKey && (exists || textAt(one, "value") === value);
    })
  );
}

/** Why the DaemonSet creates no pod on the node; undefined where nothing speaks against it. */
function keptAway(daemonSet: Manifest, node: Manifest): Finding | undefined {
  const tolerations = listAt(daemonSet, "spec", "template", "spec", "tolerations");
  const taint = listAt(node, "spec", "taints")
    .map(taintOf)
    .find((one) => !isTolerated(one, tolerations));
  if (taint) {
    const { key, value, effect } = taint;
    const toleration = { key, ...(value === "" ? { operator: "Exists" } : { operator: "Equal", value }), effect };
    return ended(
      `node ${nameOf(node)} has the taint ${key}${value && `=${value}`}:${effect}, which the agents do not tolerate`,
      setting("Add the toleration:", `gke-telemetry:agent: {tolerations: [${JSON.stringify(toleration)}]}`),
    );
  }
  const wanted = Object.entries(
    (at(daemonSet, "spec", "template", "spec", "nodeSelector") ?? {}) as Record<string, string>,
  );
  const missing = wanted.find(([key, value]) => at(node, "metadata", "labels", key) !== value);
  if (!missing) return undefined;
  const [key, value] = missing;
  return ended(
    `node ${nameOf(node)} has not the label ${key}=${value}, by which the agents choose their nodes`,
    setting(
      "Change the agents' nodeSelector, or label the node:",
      `kubectl label node ${nameOf(node)} ${key}=${value}`,
    ),
  );
}

/** The newest warning about an object; empty without one. */
async function warningAbout(look: Look, object: Manifest): Promise<string> {
  const query = new URLSearchParams({ fieldSelector: `involvedObject.name=${nameOf(object)},type=Warning` });
  const events = await listed(look, `/api/v1/namespaces/${namespaceOf(object)}/events?${query.toString()}`);
  const time = (event: Manifest) => textAt(event, "lastTimestamp") || textAt(event, "eventTime");
  const newest = events.sort((one, other) => (time(one) < time(other) ? 1 : -1))[0];
  return textAt(newest, "message");
}

/** Why a container of a pod does not run, such as `OOMKilled`; empty where nothing is known. */
export function waitingOf(pod: Manifest): string {
  const texts = ["initContainerStatuses", "containerStatuses"].flatMap((key) =>
    listAt(pod, "status", key).flatMap((status) => {
      const reason = textAt(status, "state", "waiting", "reason");
      const message = textAt(status, "state", "waiting", "message");
      const last = textAt(status, "lastState", "terminated", "reason");
      const code = textAt(status, "lastState", "terminated", "exitCode");
      const ending = last === "" ? [] : [`it ended last by ${last}${code && ` (exit code ${code})`}`];
      return reason === "" && last === "" ? [] : [[reason, message, ...ending].filter(Boolean).join(", ")];
    }),
  );
  return texts[0] ?? "";
}

const conditionOf = (object: unknown, type: string) =>
  listAt(object, "status", "conditions").find((one) => textAt(one, "type") === type);

export const isReady = (object: unknown) => textAt(conditionOf(object, "Ready"), "status") === "True";

/** Why a pod is not ready. */
export async function notReady(look: Look, pod: Manifest): Promise<string> {
  const scheduled = conditionOf(pod, "PodScheduled");
  if (textAt(scheduled, "status") === "False") return `it has no node: ${textAt(scheduled, "message")}`;
  const waiting = waitingOf(pod);
  return (
    waiting || (await warningAbout(look, pod)) || textAt(conditionOf(pod, "Ready"), "message") || "its probe fails"
  );
}

/** The station of the node's agent. */
export async function agentRuns(look: Look, agent: NodeAgent): Promise<Finding> {
  const { namespace } = look.names.agent;
  const { pod, node, daemonSet, source, isOlder } = agent;
  const name = daemonSet ? nameOf(daemonSet) : look.names.agent.daemonSet;
  if (!daemonSet)
    return ended(`there is no DaemonSet ${namespace}/${name}, so no node has an agent`, {
      text: "Deploy the stack, or name the one that runs here.",
      commands: ["npm run up -- --stack NAME"],
    });
  if (!pod) {
    const there = await look.api.get<Manifest>(`/api/v1/nodes/${node}`);
    if (!there)
      return ended(`node ${node} does not exist any more`, { text: "Its pods go as soon as Kubernetes notices." });
    const reason = keptAway(daemonSet, there);
    if (reason) return reason;
    const warning = await warningAbout(look, daemonSet);
    return ended(`node ${node} has no agent${warning && `: ${warning}`}`, {
      text: "Look at the events of the DaemonSet.",
      commands: [describe("daemonset", namespace, name)],
    });
  }
  if (!isReady(pod)) {
    const reason = await notReady(look, pod);
    return ended(`agent ${nameOf(pod)} of node ${node} is not ready: ${reason}`, {
      text: "Look at its events and at its log.",
      commands: [
        describe("pod", namespace, nameOf(pod)),
        `kubectl --namespace ${namespace} logs ${nameOf(pod)} --tail 50`,
      ],
    });
  }
  const restarts = listAt(pod, "status", "containerStatuses").reduce<number>(
    (sum, one) => sum + Number(at(one, "restartCount") ?? 0),
    0,
  );
  const text = `${nameOf(pod)} on ${node} is ready, with ${source}${restarts > 0 ? `; ${counted(restarts, "restart")}, ${waitingOf(pod)}` : ""}`;
  if (!isOlder) return passed(text);
  return noted(`${nameOf(pod)} runs, and ${source} has changed since it started: it still uses what it read then`, {
    text: "Restart the agents; an update of the stack does so by itself.",
    commands: [`kubectl --namespace ${namespace} rollout restart daemonset ${name}`],
  });
}

/** The station of discovery: whether the agent looks at this node, and may look at pods. */
export async function discovers(look: Look, { jobs, node, source }: NodeAgent): Promise<Finding> {
  const pods = jobs.filter(({ discovery }) => discovery === "pods");
  const wanted = `spec.nodeName=${node}`;
  const wrong = pods.find(({ podSelector }) => podSelector !== wanted);
  if (wrong)
    return wrong.podSelector === ""
      ? noted(`job ${wrong.name} of ${source} has no field selector: each agent watches the pods of all nodes`, {
          text: "An update makes the configuration anew.",
          commands: ["npm run up -- --stack NAME"],
        })
      : ended(
          `job ${wrong.name} of ${source} looks for ${wrong.podSelector}, not for ${wanted}`,
          setting("An update makes it anew."),
        );
  const { namespace, serviceAccount } = look.names.agent;
  for (const verb of ["list", "watch"]) {
    const review = await look.api.post<Manifest>("/apis/authorization.k8s.io/v1/subjectaccessreviews", {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SubjectAccessReview",
      spec: {
        user: `system:serviceaccount:${namespace}:${serviceAccount}`,
        groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
        resourceAttributes: { verb, resource: "pods" },
      },
    });
    if (at(review, "status", "allowed") !== true)
      return ended(`the agents' service account ${namespace}/${serviceAccount} may not ${verb} pods`, {
        text: "Somebody changed its ClusterRole or binding: an update makes them anew.",
        commands: [
          `kubectl auth can-i ${verb} pods --as system:serviceaccount:${namespace}:${serviceAccount}`,
          "npm run up -- --stack NAME",
        ],
      });
  }
  return passed(`the agent may watch pods, and looks for ${wanted}`);
}
