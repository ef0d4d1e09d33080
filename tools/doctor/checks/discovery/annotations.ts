/** Annotated pods that nobody scrapes, and why. */
import { check, type Finding } from "../../check";
import { isLinux, NODES } from "../../sources/nodes";
import { ANNOTATED_PODS, isAsking, SCRAPE_PREFIX, type Template, templatesOf } from "../../sources/pods";
import { NOW } from "../../source";

const HINT = "README.md#scrape-a-pod";

interface Rule {
  readonly annotation: string;
  readonly valid: RegExp;
  /** What agents do with any other value. */
  readonly otherwise: string;
  readonly fix: string;
}

const DURATION = /^[1-9]\d{0,4}[smh]$/;

/** Values that agents understand. Values that mean "no" in any spelling are no mistake. */
const RULES: readonly Rule[] = [
  {
    annotation: "scrape",
    valid: /^(true|false|)$/,
    otherwise: 'is not "true": the pod is not scraped',
    fix: 'Write "true", in lower case and in quotes',
  },
  {
    annotation: "port",
    valid: /^[1-9]\d{0,4}$/,
    otherwise: "is not a number of a port: agents go by the names of the declared ports",
    fix: 'Write the number in quotes, such as "8080"',
  },
  {
    annotation: "scheme",
    valid: /^https?$/,
    otherwise: "is neither http nor https: agents use http",
    fix: "Write http or https",
  },
  {
    annotation: "path",
    valid: /^\/?.+$/,
    otherwise: "is empty: agents use /metrics",
    fix: "Write a path, or remove it",
  },
  {
    annotation: "interval",
    valid: DURATION,
    otherwise: "is not a duration: agents use that of the stack",
    fix: "Write seconds, minutes or hours, such as 30s or 1m",
  },
  {
    annotation: "timeout",
    valid: DURATION,
    otherwise: "is not a duration: agents use that of the stack",
    fix: "Write seconds, such as 5s",
  },
];

/** Whether another value was surely meant: "no" and "0" say the same as "false". */
const isMeant = ({ annotation }: Rule, value: string) =>
  annotation === "scrape" && /^(no|0|off|f|false|disabled)$/i.test(value);

/** Values count of pods that ask to be scraped; the annotation that asks, of all. */
function mistakes({ annotations, workload }: Template): Finding[] {
  return RULES.filter(({ annotation }) => annotation === "scrape" || annotations["scrape"] === "true").flatMap(
    (rule) => {
      const value = annotations[rule.annotation];
      if (value === undefined || rule.valid.test(value) || isMeant(rule, value)) return [];
      const text = `the annotation ${SCRAPE_PREFIX}${rule.annotation}: ${JSON.stringify(value)} ${rule.otherwise}`;
      return [{ subject: workload, text, fix: rule.fix }];
    },
  );
}

export const annotationValues = check({
  id: "annotation-values",
  healthy: "annotations of pods have values that agents understand",
  severity: "warning",
  hint: HINT,
  needs: { pods: ANNOTATED_PODS },
  find: ({ pods }) => templatesOf(pods.filter(({ isBeingDeleted }) => !isBeingDeleted)).flatMap(mistakes),
});

const METRICS_PORT = /^(.+-)?metrics$/;

const hasTarget = ({ annotations, ports }: Template) =>
  /^[1-9]\d{0,4}$/.test(annotations["port"] ?? "") || ports.some(({ name }) => METRICS_PORT.test(name));

export const annotatedPorts = check({
  id: "annotated-ports",
  healthy: "every annotated pod says at which port it is scraped",
  severity: "warning",
  hint: HINT,
  needs: { pods: ANNOTATED_PODS },
  find: ({ pods }) =>
    templatesOf(pods.filter(isAsking))
      .filter((template) => !hasTarget(template))
      .map(({ workload, ports }) => ({
        subject: workload,
        text: `nobody scrapes it: it has no annotation ${SCRAPE_PREFIX}port with a number, and none of its declared ports is called metrics or ends with -metrics (${ports.length === 0 ? "it declares none" : ports.map(({ name, number }) => `${name || "without a name"}: ${number}`).join(", ")})`,
        fix: `Annotate the pod's template with ${SCRAPE_PREFIX}port: "${ports[0]?.number ?? 8080}", or name the port metrics`,
      })),
});

/** For so long a pod may wait. */
const WAITING_MINUTES = 10;

export const annotatedPodsRun = check({
  id: "annotated-pods-run",
  healthy: `no annotated pod has waited for its start for ${WAITING_MINUTES} minutes`,
  severity: "warning",
  hint: "docs/operating.md#symptoms",
  needs: { pods: ANNOTATED_PODS, now: NOW },
  find: ({ pods, now }) =>
    pods
      .filter((pod) => isAsking(pod) && pod.phase === "Pending" && now - pod.created > WAITING_MINUTES * 60_000)
      .map(({ name, template: { namespace, workload } }) => ({
        subject: workload,
        text: "a pod of it is Pending, and is scraped only when it runs",
        fix: `kubectl --namespace ${namespace} describe pod ${name}`,
      })),
});

export const annotatedPodsOnAgents = check({
  id: "annotated-pods-have-agents",
  healthy: "every annotated pod is on a node that may have an agent",
  severity: "problem",
  hint: "docs/runbooks/NodeWithoutAgent.md",
  needs: { pods: ANNOTATED_PODS, nodes: NODES },
  find: ({ pods, nodes }, { plan }) => {
    const selector = Object.entries(plan?.planned.settings.agent.nodeSelector ?? {});
    const causes = new Map(
      nodes.flatMap((node): [string, string][] => {
        const missing = selector.find(([key, value]) => node.labels[key] !== value);
        if (!isLinux(node)) return [[node.name, "a node of Windows, for which there are no agents"]];
        return missing
          ? [[node.name, `a node that agent.nodeSelector leaves out: it lacks ${missing[0]}=${missing[1]}`]]
          : [];
      }),
    );
    return pods.filter(isAsking).flatMap(({ template: { workload }, node }) => {
      const cause = causes.get(node);
      return cause === undefined
        ? []
        : [
            {
              subject: workload,
              text: `nobody scrapes it: it runs on ${cause}`,
              fix: "Let it run on a node with an agent, or let it send its metrics by OTLP to the Service of the agents (agent.locality: prefer)",
            },
          ];
    });
  },
});
