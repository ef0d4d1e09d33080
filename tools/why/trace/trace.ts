/** The way of a trace: gateway, sampling, and the Jaeger of the team that has it. */
import { TRACES } from "../../../monitoring/metrics";
import { type Manifest, textAt } from "../../../policy/evidence/reading";
import { counted } from "../../text";
import { type Answer, ended, type Finding, noted, passed, type Step, unseen, walk } from "../answer";
import { storeDown } from "../look/delivered";
import { describe, setting } from "../look/fix";
import { asked, type Look, ofStack } from "../look/look";
import { askTeams, type TeamAnswer } from "./jaegers";
import { type Decision, keptByTeam, sampled } from "./sampling";

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

const NOT_SENT =
  "Its spans were not sent, were refused, or are older than what a Jaeger keeps. A new trace is there some seconds after its last span.";

function shareText({ percent, otherwise }: Decision): string {
  const besides = otherwise.length > 0 ? `, and of those ${otherwise.join(" or ")} all` : "";
  return `of 100 traces ${percent} are kept by their ids${besides}`;
}

/** The station of sampling. @param isThere whether a Jaeger has the trace: it may have been sampled by other settings */
function sampling(look: Look, id: string, isThere: boolean): Finding {
  const decision = sampled(look.planned, id);
  const share = shareText(decision);
  if (decision.isKept) return passed(`its id is kept: ${share}`);
  if (isThere) return passed(share);
  const { otherwise } = decision;
  const kind = otherwise.length > 0 ? "tail" : "probabilistic";
  const unless = otherwise.length > 0 ? `, and it was not seen to be ${otherwise.join(" or ")}` : "";
  return ended(
    `sampling does not keep its id${unless}: ${share}`,
    setting("To keep more for a while:", `gke-telemetry:tracing: {sampling: {kind: ${kind}, percent: 100}}`),
  );
}

function teamText(look: Look, id: string, { team, spans, services, failure }: TeamAnswer): string {
  if (failure !== undefined) return `team ${team}: could not be asked, ${failure}`;
  const of = services.length > 0 ? ` of ${services.join(", ")}` : "";
  const { isKept, percent } = keptByTeam(look.planned, team, id);
  const share = isKept || spans > 0 ? "" : `; its own share of ${percent} % does not have this id`;
  return `team ${team}: ${counted(spans, "span")}${of}${share}`;
}

/** The station of the teams' Jaegers. */
function stored(look: Look, id: string, answers: readonly TeamAnswer[]): Finding {
  const details = answers.map((answer) => teamText(look, id, answer));
  const having = answers.filter(({ spans }) => spans > 0);
  if (having.length > 0)
    return passed(
      having.map(({ team, spans }) => `${counted(spans, "span")} in the Jaeger of team ${team}`).join(", "),
      details,
    );
  if (answers.some(({ failure }) => failure !== undefined))
    return { ...unseen("not every team's Jaeger could be asked, and no other has it"), details };
  const dropping = answers.filter(({ team }) => !keptByTeam(look.planned, team, id).isKept).map(({ team }) => team);
  if (dropping.length > 0)
    return ended(
      `no team's Jaeger has it; the share that ${dropping.join(", ")} keeps does not have its id`,
      setting(`${NOT_SENT} Or they are spans of that team, which keeps more with`, "samplingPercent: 100"),
      details,
    );
  return ended(
    "no team's Jaeger has it, and sampling would have kept it",
    {
      text: `${NOT_SENT} Look at the log of the application, and at`,
      commands: ["npm run doctor -- --stack NAME --only traces"],
    },
    details,
  );
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
  const answers = await askTeams(look, tracing, id);
  const isThere = answers.some(({ spans }) => spans > 0);
  const steps: Step[] = [
    { name: "gateway", consequence: "is not kept", look: () => gatewayRuns(look) },
    { name: "spans", consequence: "is not kept", look: () => accepted(look) },
    { name: "sampling", consequence: "is not kept", look: () => sampling(look, id, isThere) },
    { name: "Jaeger", consequence: "is not there", look: () => stored(look, id, answers) },
  ];
  return walk(subject, steps, () => `is there: ${stored(look, id, answers).text}`);
}
