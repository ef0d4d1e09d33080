/** Whether the pod is there and runs. */
import { at, listAt, type Manifest, textAt } from "../../../policy/evidence/reading";
import { ended, type Finding, passed } from "../answer";
import { notReady, waitingOf } from "../look/agentState";
import { describe } from "../look/fix";
import { listed, type Look, nameOf, namespaceOf } from "../look/look";

/** Names that share with the name as many of its parts as possible. */
function likeliest(names: readonly string[], name: string): string[] {
  const parts = name.split("-");
  for (let length = parts.length; length > 0; length -= 1) {
    const found = names.filter((one) => one.startsWith(parts.slice(0, length).join("-")));
    if (found.length > 0) return found;
  }
  return [];
}

/** Says which pods there are instead. */
export async function notThere(look: Look, namespace: string, name: string): Promise<Finding> {
  const pods = await listed(look, `/api/v1/namespaces/${namespace}/pods`);
  const similar = likeliest(pods.map(nameOf), name);
  const fix =
    pods.length === 0
      ? { text: `Namespace ${namespace} has no pod at all.`, commands: ["kubectl get pods --all-namespaces"] }
      : {
          text: similar.length > 0 ? `There are ${similar.slice(0, 5).join(", ")}.` : `Look at those that are there.`,
          commands: [`kubectl --namespace ${namespace} get pods`],
        };
  return ended(`there is no pod ${name} in namespace ${namespace}`, fix);
}

/** The station of the pod itself. */
export async function runs(look: Look, pod: Manifest): Promise<Finding> {
  const [namespace, name] = [namespaceOf(pod), nameOf(pod)];
  const phase = textAt(pod, "status", "phase");
  const ip = textAt(pod, "status", "podIP");
  const seen = { commands: [describe("pod", namespace, name)] };
  if (phase === "Succeeded" || phase === "Failed")
    return ended(
      `it has ended (${[phase, textAt(pod, "status", "reason"), waitingOf(pod)].filter(Boolean).join(", ")})`,
      {
        text: "Agents scrape running pods alone. What a job counts has to be sent by OTLP before it ends.",
        ...seen,
      },
    );
  if (phase !== "Running" || ip === "")
    return ended(`it does not run yet (${phase || "no phase"}): ${await notReady(look, pod)}`, {
      text: "Look at its events.",
      ...seen,
    });
  const restarts = listAt(pod, "status", "containerStatuses").some((one) => Number(at(one, "restartCount") ?? 0) > 0);
  const host = at(pod, "spec", "hostNetwork") === true ? ", in the node's network" : "";
  const waiting = restarts && waitingOf(pod) !== "" ? `; ${waitingOf(pod)}` : "";
  return passed(`it runs on ${textAt(pod, "spec", "nodeName")} at ${ip}${host}${waiting}`);
}
