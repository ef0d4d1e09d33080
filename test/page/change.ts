/** A change with something of everything that a page can have, of the parts of a plan. */
import { CHANGE_VERSION, type Change } from "../../tools/plan/change/model";
import type { Plan } from "../../tools/plan/plan";

const urnOf = (plan: Plan, type: string, name: string) => {
  const found = plan.resources.find((one) => one.type.endsWith(`:${type}`) && one.name === name);
  if (!found) throw new Error(`the plan has no ${type} ${name}`);
  return found.urn;
};

/** A change of a plan that has every part. */
export function everyChange(plan: Plan): Change {
  return {
    version: CHANGE_VERSION,
    stack: plan.stack,
    against: "main",
    verdict: "2 agents restart; nothing lost; +1,840 series; +$46 a month; one replacement: the volume of Prometheus",
    risk: "irreversible",
    meaning: [
      { what: "samples/s", before: "1,000", after: "2,000", difference: "+1,000" },
      { what: "promise", before: "60 minutes", after: "45 minutes", difference: "60 → 45 minutes" },
    ],
    happenings: [
      {
        ...{ kind: "updated", type: "kubernetes:apps/v1:StatefulSet", name: "metrics", because: ["spec.template"] },
        ...{ urn: urnOf(plan, "StatefulSet", "metrics"), irreversible: false },
      },
      {
        ...{ kind: "replaced", type: "kubernetes:core/v1:PersistentVolumeClaim", name: "metrics-data" },
        ...{ because: ["spec.storageClassName"], lost: "all samples of 12 hours", irreversible: true },
      },
    ],
    network: { gained: ["otel-agent -> 203.0.113.7:443"], lost: ["grafana -> idp.example.com:443"] },
    rights: { gained: ["otel-agent may list services"], lost: [] },
    policies: {
      broken: [{ rule: "no-privilege", level: "mandatory", message: "is privileged" }],
      mended: [],
      changed: [],
    },
    problems: { appear: ["a new problem"], gone: ["an old problem"] },
    configuration: [
      {
        ...{ of: "agent", file: "collector/agent.yaml", kind: "changed", what: "processor memory_limiter" },
        details: [{ path: "limit_mib", before: "513", after: "600" }],
      },
      { of: "agent", file: "collector/agent.yaml", kind: "added", what: "scrape job kubelet", details: [] },
    ],
    series: {
      source: "rules evaluated in this process",
      appear: ["up"],
      vanish: ["container_cpu_usage_seconds_total"],
      renamed: [{ before: "a_total", after: "b_total" }],
      relabelled: [{ series: "c", labels: ["pod"] }],
      emptied: ["home/CPU"],
    },
    notLookedAt: ["What the chart renders."],
    files: [
      {
        file: "collector/agent.yaml",
        change: "changed",
        diff: "--- a\n+++ b\n@@ -1 +1 @@\n-limit_mib: 513\n+limit_mib: 600\n",
      },
    ],
  };
}
