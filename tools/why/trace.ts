/** The way of a trace: gateway, sampling, and the Jaeger of the team that has it. */
import { PORTS } from "../../contract/ports";
import { TRACES } from "../../monitoring/metrics";
import { type Manifest, textAt } from "../../policy/evidence/reading";
import type { TracingSettings } from "../../settings/schema/tracing";
import { jaegerInputs, jaegerMetadata } from "../../workloads/jaeger/input";
import { UserError } from "../cli";
import { RequestError } from "../live/api";
import { counted } from "../text";
import { type Answer, ended, type Finding, noted, passed, type Step, walk } from "./answer";
import { isReady, notReady } from "./look/agentState";
import { storeDown } from "./look/delivered";
import { describe, setting } from "./look/fix";
import { asked, labelsOf, listed, type Look, nameOf, ofStack } from "./look/look";

interface Trace {
  readonly spans?: readonly unknown[];
  readonly processes?: Readonly<Record<string, { readonly serviceName?: string }>>;
}

/** What a team's Jaeger says of a trace. */
interface TeamAnswer {
  readonly team: string;
  readonly spans: number;
  readonly services: readonly string[];
  /** Why it could not be asked. */
  readonly failure?: string;
}

function parsed(team: string, status: number, body: string): TeamAnswer {
  const none = { team, spans: 0, services: [] };
  if (status === 404) return none;
  if (status !== 200) return { ...none, failure: `it answers ${status}` };
  const { data = [] } = JSON.parse(body) as { data?: readonly Trace[] | null };
  const traces = data ?? [];
  const services = traces.flatMap(({ processes = {} }) =>
    Object.values(processes).map(({ serviceName = "" }) => serviceName),
  );
  return {
    team,
    spans: traces.reduce((sum, { spans = [] }) => sum + spans.length, 0),
    services: [...new Set(services)].sort(),
  };
}

async function askTeam(look: Look, pods: readonly Manifest[], team: string, id: string): Promise<TeamAnswer> {
  const { namespace } = look.names.traces;
  const own = Object.entries(jaegerMetadata(team, namespace).labels);
  const pod = pods.find((one) => own.every(([key, value]) => labelsOf(one)[key] === value));
  const none = { team, spans: 0, services: [] };
  if (!pod) return { ...none, failure: "it has no pod" };
  if (!isReady(pod)) return { ...none, failure: `${nameOf(pod)} is not ready: ${await notReady(look, pod)}` };
  try {
    const where = { namespace, pod: nameOf(pod), port: PORTS.jaegerQuery };
    const { status, body } = await look.askPod(
      where,
      `http://${textAt(pod, "status", "podIP")}:${where.port}/api/traces/${id}`,
    );
    return parsed(team, status, body);
  } catch (error) {
    if (error instanceof RequestError || error instanceof UserError || error instanceof Error)
      return { ...none, failure: error.message };
    throw error;
  }
}

function samplingText({ sampling }: TracingSettings): string {
  if (sampling.kind === "probabilistic") return `probabilistic, of 100 traces ${sampling.percent} are kept`;
  const { percent, keepErrors, keepSlowerThanMilliseconds: slow } = sampling;
  const always = [
    ...(keepErrors ? ["errors"] : []),
    ...(slow === undefined ? [] : [`what takes longer than ${slow} ms`]),
  ];
  return `tail, of 100 traces ${percent} are kept${always.length > 0 ? `, and of ${always.join(" and ")} all` : ""}`;
}

async function gatewayRuns(look: Look): Promise<Finding> {
  const { namespace, gateway } = look.names.traces;
  const deployment = await look.api.get<Manifest>(`/apis/apps/v1/namespaces/${namespace}/deployments/${gateway}`);
  const fix = { text: "Look at its events.", commands: [describe("deployment", namespace, gateway)] };
  if (!deployment)
    return ended(
      `there is no Deployment ${namespace}/${gateway}: another trace pipeline of the cluster may be active`,
      {
        text: "The output tracePipeline says who holds it.",
        commands: ["pulumi stack output tracePipeline"],
      },
    );
  const ready = Number(textAt(deployment, "status", "readyReplicas") || "0");
  const wanted = Number(textAt(deployment, "spec", "replicas") || "0");
  if (ready === 0) return ended(`no replica of ${namespace}/${gateway} is ready`, fix);
  return ready < wanted
    ? noted(`${ready} of ${wanted} replicas are ready`, fix)
    : passed(`${counted(ready, "replica")} ready`);
}

async function accepted(look: Look): Promise<Finding> {
  if (await storeDown(look)) return { state: "unseen", text: "the store does not run" };
  const rate = async (metric: string) =>
    (await asked(look, `sum(rate(${metric}{${ofStack(look)}}[10m]))`))[0]?.value ?? 0;
  const [taken, refused] = [await rate(TRACES.accepted), await rate(TRACES.refused)];
  const text = `${taken.toFixed(1)} spans/s accepted within ten minutes, ${refused.toFixed(1)} refused`;
  if (taken > 0 && refused === 0) return passed(text);
  if (taken === 0)
    return noted(`no span was accepted within ten minutes`, {
      text: "Look at where the application sends to: OTEL_EXPORTER_OTLP_ENDPOINT of its pods, and its own log.",
      commands: [`http://${look.names.agent.service}.${look.names.agent.namespace}.svc.cluster.local:4318`],
    });
  return noted(text, {
    text: "Agents or gateway refuse spans: their memory, or a queue that is full.",
    commands: ["npm run doctor -- --stack NAME --only traces"],
  });
}

/** Follows a trace by its id. */
export async function traceAnswer(look: Look, id: string): Promise<Answer> {
  const { tracing } = look.settings;
  const subject = `trace ${id}`;
  if (!tracing) {
    const off = () =>
      ended("the stack has no trace pipeline", setting("Add the section:", "gke-telemetry:tracing: {}"));
    return walk(subject, [{ name: "settings", consequence: "is not kept", look: off }], () => "is there");
  }
  let found = "";
  const jaegers = async (): Promise<Finding> => {
    const pods = await listed(look, `/api/v1/namespaces/${look.names.traces.namespace}/pods`);
    const teams = jaegerInputs({ ...look.settings, tracing }).map(({ name }) => name);
    const answers = await Promise.all(teams.map((team) => askTeam(look, pods, team, id)));
    const having = answers.filter(({ spans }) => spans > 0);
    const texts = answers.map(({ team, spans, services, failure }) =>
      failure === undefined
        ? `team ${team}: ${counted(spans, "span")}${services.length > 0 ? ` of ${services.join(", ")}` : ""}`
        : `team ${team}: could not be asked, ${failure}`,
    );
    found = having.map(({ team, spans }) => `${counted(spans, "span")} in the Jaeger of team ${team}`).join(", ");
    if (having.length > 0) return passed(found, texts);
    if (answers.some(({ failure }) => failure !== undefined))
      return { state: "unseen", text: "not every team's Jaeger could be asked, and no other has it", details: texts };
    return ended(
      "no team's Jaeger has it",
      {
        text: `Sampling may have left it out (${samplingText(tracing)}), it may be older than what a Jaeger keeps, or its spans were not sent. To keep all for a while:`,
        commands: [
          "gke-telemetry:tracing: {sampling: {kind: probabilistic, percent: 100}}",
          "npm run up -- --stack NAME",
        ],
      },
      texts,
    );
  };
  const steps: Step[] = [
    { name: "gateway", consequence: "is not kept", look: () => gatewayRuns(look) },
    { name: "spans", consequence: "is not kept", look: () => accepted(look) },
    { name: "sampling", consequence: "is not kept", look: () => passed(samplingText(tracing)) },
    { name: "Jaeger", consequence: "is not there", look: jaegers },
  ];
  return walk(subject, steps, () => `is there: ${found}`);
}
