/** Rules about the names of namespaces. */
import type { Problem } from "../problems";
import type { NamespaceSettings } from "../schema/namespaces";
import { key, type Rule } from "./rule";

/** Namespaces that Kubernetes and GKE have, and in which they run parts of their own. */
const SYSTEM = /^(?:default|kube-.*|gke-.*|gmp-.*)$/;

const namesOf = (namespaces: NamespaceSettings) =>
  Object.entries(namespaces).flatMap(([part, name]) => (typeof name === "string" ? [[part, name] as const] : []));

const path = (part: string) => key(`namespaces.${part}`);

function taken(namespaces: NamespaceSettings): Problem[] {
  const names = namesOf(namespaces);
  return names.flatMap(([part, name], index) => {
    const [first] = names.slice(0, index).find(([, other]) => other === name) ?? [];
    if (first === undefined) return [];
    return [
      {
        path: path(part),
        rule: `is "${name}", which is ${path(first)} too: each has a Pod Security level and network policies of its own`,
        fix: `Choose another name for one of them.`,
      },
    ];
  });
}

const system = (namespaces: NamespaceSettings): Problem[] =>
  namesOf(namespaces)
    .filter(([, name]) => SYSTEM.test(name))
    .map(([part, name]) => ({
      path: path(part),
      rule: `is "${name}", a namespace of Kubernetes or GKE itself`,
      fix: "Choose a name that is not default and does not begin with kube-, gke- or gmp-.",
    }));

const unknown = (namespaces: NamespaceSettings): Problem[] =>
  namespaces.existing
    .filter((name) => !namesOf(namespaces).some(([, own]) => own === name))
    .map((name) => ({
      path: path("existing"),
      rule: `has "${name}", which is no namespace of the stack: ${namesOf(namespaces)
        .map(([, own]) => own)
        .join(", ")}`,
      fix: `Remove it, or make it the name of one of the stack's namespaces.`,
    }));

const namespaceNames: Rule = {
  reads: ["namespaces"],
  check: ({ namespaces }) => (namespaces ? [...taken(namespaces), ...system(namespaces), ...unknown(namespaces)] : []),
};

export const NAMESPACE_RULES: readonly Rule[] = [namespaceNames];
