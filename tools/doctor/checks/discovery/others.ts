/** Programs beside the agents that scrape, and monitors that nobody reads. */
import { selects } from "../../../live/network/selector";
import { DOUBLED, programsOf } from "../../../live/programs";
import { keyOf } from "../../../live/wanted";
import { namesText } from "../../../text";
import { check } from "../../check";
import { NAMESPACES_THERE, type NamespaceThere } from "../../sources/network";
import {
  type MonitorThere,
  OPERATED,
  type OperatedPrometheus,
  WORKLOADS,
  type WorkloadThere,
} from "../../sources/workloads";
import type { Expected } from "../../source";

/** Whether a workload is the stack's own: by the plan, or by its namespace. */
function isOwn(workload: WorkloadThere, { plan, names }: Expected): boolean {
  if (!plan) return Object.values(names.namespaces).includes(workload.namespace);
  const key = keyOf(workload);
  return plan.wanted.objects.some((object) => keyOf(object) === key);
}

export const scrapedOnce = check({
  id: "scraped-once",
  healthy: "no other program scrapes the same pods",
  severity: "warning",
  hint: "docs/existing-cluster.md",
  needs: { workloads: WORKLOADS },
  find: ({ workloads }, expected) => {
    const others = workloads
      .filter((workload) => !isOwn(workload, expected))
      .flatMap(({ kind, namespace, name, images }) =>
        programsOf(images)
          .filter(({ role }) => role === "scrapes")
          .map((program) => `${kind} ${namespace}/${name} (${program.name})`),
      );
    if (others.length === 0) return [];
    const { text, fix } = DOUBLED.scrapes;
    return [{ subject: namesText([...new Set(others)]), text, fix }];
  },
});

/** Whether a server reads a monitor: an absent selector selects no monitor, and of namespaces its own alone. */
function isRead({ kind, namespace, labels }: MonitorThere, server: OperatedPrometheus, all: readonly NamespaceThere[]) {
  const { monitors, namespaces } = server.selectors[kind];
  const labelsOfNamespace = all.find(({ name }) => name === namespace)?.labels ?? {};
  const texts = Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, String(value)]));
  return (
    monitors !== undefined &&
    selects(monitors, texts) &&
    (namespaces === undefined ? namespace === server.namespace : selects(namespaces, labelsOfNamespace))
  );
}

/** Whether the agents read it themselves. */
function isReadByAgents({ namespace, labels }: MonitorThere, { plan }: Expected): boolean {
  const settings = plan?.planned.settings.agent.monitors;
  return (
    settings?.enabled === true &&
    (settings.namespaces.length === 0 || settings.namespaces.includes(namespace)) &&
    Object.entries(settings.matchLabels).every(([key, value]) => labels[key] === value)
  );
}

export const monitorsRead = check({
  id: "monitors-read",
  healthy: "every ServiceMonitor and PodMonitor is read by a Prometheus or by the agents",
  severity: "warning",
  hint: "docs/extending.md#targets-that-the-prometheus-operator-knows",
  needs: { operated: OPERATED, namespaces: NAMESPACES_THERE },
  find: ({ operated: { monitors, servers }, namespaces }, expected) => {
    const selectors = servers.map(({ namespace, name, selectors: { ServiceMonitor, PodMonitor } }) => {
      const text = JSON.stringify({ ServiceMonitor, PodMonitor });
      return `Prometheus ${namespace}/${name} selects ${text}`;
    });
    return monitors
      .filter((one) => !servers.some((server) => isRead(one, server, namespaces)) && !isReadByAgents(one, expected))
      .map(({ kind, namespace, name }) => ({
        subject: `${kind} ${namespace}/${name}`,
        text:
          servers.length === 0
            ? "nobody reads it: the operator has no Prometheus, and the agents do not read monitors"
            : `nobody reads it: its labels, or those of its namespace, are not what is selected (${selectors.join("; ")})`,
        fix: "Give it, or its namespace, the labels that the Prometheus selects, or set agent.monitors.enabled: true",
      }));
  },
});

export const monitorsApplied = check({
  id: "monitors-applied",
  healthy: "agents scrape every monitor's endpoints as they ask",
  severity: "warning",
  hint: "docs/runbooks/MonitorEndpointsRefused.md",
  needs: { operated: OPERATED },
  find: ({ operated: { monitors } }, expected) =>
    monitors
      .filter((one) => isReadByAgents(one, expected))
      .flatMap(({ kind, namespace, name, refused }) =>
        refused.map(({ endpoint, text, fix }) => ({
          subject: `${kind} ${namespace}/${name}, ${endpoint}`,
          ...{ text, fix },
        })),
      ),
});
