/** What the teams' Jaegers say of a trace. */
import { PORTS } from "../../../contract/ports";
import { type Manifest, textAt } from "../../../policy/evidence/reading";
import type { TracingSettings } from "../../../settings/schema/tracing";
import { jaegerInputs, jaegerMetadata } from "../../../workloads/jaeger/input";
import { UserError } from "../../cli";
import { RequestError } from "../../live/api";
import { isReady, notReady } from "../look/agentState";
import { labelsOf, listed, type Look, nameOf } from "../look/look";

interface Trace {
  readonly spans?: readonly unknown[];
  readonly processes?: Readonly<Record<string, { readonly serviceName?: string }>>;
}

/** What a team's Jaeger says of a trace. */
export interface TeamAnswer {
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

/** Asks the Jaeger of each team. */
export async function askTeams(look: Look, tracing: TracingSettings, id: string): Promise<TeamAnswer[]> {
  const pods = await listed(look, `/api/v1/namespaces/${look.names.traces.namespace}/pods`);
  const teams = jaegerInputs({ ...look.settings, tracing }).map(({ name }) => name);
  return Promise.all(teams.map((team) => askTeam(look, pods, team, id)));
}
