/** Policies that compare resources with the model. */
import type { ResourceValidationPolicy } from "@pulumi/policy";
import { known, type Manifest, objectAt, textAt } from "../evidence/reading";
import { withoutOwnMetadata } from "../evidence/ownMetadata";
import { problemsOf } from "../evidence/shape";
import { described, type Description } from "../rule";
import { type Entry, isAbout } from "./model";

/** Kind and name of a Kubernetes object; type and logical name of every other resource. */
export function identityOf(type: string, logicalName: string, props: unknown): readonly [kind: string, name: string] {
  const kind = textAt(props, "kind");
  const isObject = type.startsWith("kubernetes:") && kind !== "" && type.endsWith(`:${kind}`);
  return isObject ? [kind, textAt(props, "metadata", "name")] : [type, logicalName];
}

/** A policy about the resources of some entries: each looks like one of those of its kind and name. */
export function modelPolicy(description: Description, entries: readonly Entry[]): ResourceValidationPolicy {
  return {
    ...described(description),
    validateResource: ({ type, name: logicalName, props: unread }, report) => {
      const props = objectAt(known(unread));
      const [kind, name] = identityOf(type, logicalName, props);
      const own = entries.filter((entry) => isAbout(entry, kind, name));
      for (const problem of fewestProblems(props, own)) report(`${kind.split(":").at(-1) ?? kind} ${name}: ${problem}`);
    },
  };
}

/** Problems by the inputs of a resource: each policy has resources of its own. */
const found = new WeakMap<object, readonly string[]>();

/** The problems with the entry that fits best. */
function fewestProblems(props: object, entries: readonly Entry[]): readonly string[] {
  if (entries.length === 0) return [];
  const before = found.get(props);
  if (before !== undefined) return before;
  const compared = withoutOwnMetadata(props as Manifest);
  const problems = entries
    .map(({ shape }) => problemsOf(compared, shape))
    .reduce((fewest, next) => (next.length < fewest.length ? next : fewest));
  found.set(props, problems);
  return problems;
}
