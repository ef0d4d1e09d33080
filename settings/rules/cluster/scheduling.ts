/** Rules about where and before whom pods are scheduled. */
import { key, type Rule, type RuleInput } from "../rule";

/** Prefix that Kubernetes reserves for its own classes. */
const SYSTEM = "system-";

function notASystemClass(path: string, classOf: (settings: RuleInput) => string | undefined): Rule {
  return {
    reads: [path],
    check: (settings) => {
      const name = classOf(settings);
      if (!name?.startsWith(SYSTEM)) return [];
      return [
        {
          path: key(path),
          value: name,
          rule: "must not be a class of Kubernetes' own components: GKE and other clusters admit their pods only in kube-system, or where a ResourceQuota for that class exists",
          fix: `Remove ${key(path)}, or name a PriorityClass of your own; its value can be up to 1,000,000,000.`,
        },
      ];
    },
  };
}

export const SCHEDULING_RULES: readonly Rule[] = [
  notASystemClass("agent.priorityClassName", ({ agent }) => agent?.priorityClassName),
  notASystemClass("nodeExporter.priorityClassName", ({ nodeExporter }) => nodeExporter?.priorityClassName),
  notASystemClass("tracing.gateway.priorityClassName", ({ tracing }) => tracing?.gateway.priorityClassName),
];
