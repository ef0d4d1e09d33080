/** What to type, for the objects that it is about. */
import { listAt, at, type Manifest, textAt } from "../../../policy/evidence/reading";
import type { Fix } from "../answer";
import { nameOf, namespaceOf } from "./look";

/** A word of a shell command. */
export const quoted = (text: string) =>
  /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** The workload whose template a pod has: its controller, or the Deployment of its ReplicaSet. */
export function workloadOf(pod: Manifest): { readonly kind: string; readonly name: string } | undefined {
  const owner = listAt(pod, "metadata", "ownerReferences").find((one) => at(one, "controller") === true);
  const [kind, name] = [textAt(owner, "kind"), textAt(owner, "name")];
  if (kind === "") return undefined;
  const hash = textAt(pod, "metadata", "labels", "pod-template-hash");
  if (kind === "ReplicaSet" && hash !== "" && name.endsWith(`-${hash}`))
    return { kind: "deployment", name: name.slice(0, -hash.length - 1) };
  return { kind: kind.toLowerCase(), name };
}

/** How to annotate the pod: its workload's template, for another pod would lose the annotation. */
export function annotate(pod: Manifest, annotations: Readonly<Record<string, string>>): Fix {
  const workload = workloadOf(pod);
  const namespace = quoted(namespaceOf(pod));
  const told = Object.entries(annotations).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  if (!workload) {
    const pairs = Object.entries(annotations).map(([name, value]) => quoted(`${name}=${value}`));
    return {
      text: `Annotate the pod with ${told.join(" and ")}.`,
      commands: [`kubectl --namespace ${namespace} annotate pod ${quoted(nameOf(pod))} --overwrite ${pairs.join(" ")}`],
    };
  }
  const patch = JSON.stringify({ spec: { template: { metadata: { annotations } } } });
  const target = `${workload.kind} ${quoted(workload.name)}`;
  return {
    text: `Annotate the pods of ${workload.kind} ${workload.name} with ${told.join(" and ")}, in its template; that restarts them.`,
    commands: [`kubectl --namespace ${namespace} patch ${target} --type merge --patch ${quoted(patch)}`],
  };
}

/** A setting of the stack file, and the update that applies it. */
export function setting(text: string, ...lines: readonly string[]): Fix {
  return { text, commands: [...lines, "npm run up -- --stack NAME"] };
}

export const describe = (kind: string, namespace: string, name: string) =>
  `kubectl --namespace ${quoted(namespace)} describe ${kind} ${quoted(name)}`;
