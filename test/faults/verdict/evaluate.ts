/** Evaluates a variant after a case: its figures, and where ours broke its promise. */
import type { Account } from "./accounting";
import type { Variant } from "../variant";
import type { Allowance, FaultCase } from "../faultCase";
import type { Figures } from "./results";

/** Alerts that say that samples were lost. */
export const LOSS_ALERTS = ["AgentEnqueueFailed", "AgentSendFailed", "AgentSamplesExpired"] as const;

/** Failed requests a second that a recovering store may get of one agent, with a tenth for the edges of the measurement. */
const MOST_RETRIES_PER_SECOND = 1.1;

/** A request that is too large is not tried again as it is. */
const TOO_LARGE = 413;

/** Times that a message has at most. */
const MOST_TIMES = 5;

/** Failed requests per second of the fault. */
function retriesPerSecond({ proxy, fault }: Variant): number | undefined {
  if (fault.from === 0) return undefined;
  const failures = proxy.failures(fault.from, fault.to).filter(({ status }) => status !== TOO_LARGE);
  return failures.length === 0 ? undefined : failures.length / ((fault.to - fault.from) / 1000);
}

function figuresOf(variant: Variant, account: Account, extra: string | undefined): Figures {
  const { accepted, lost, duplicated, misdated } = account;
  const retries = retriesPerSecond(variant);
  return {
    accepted,
    lost: lost.length,
    duplicated,
    misdated,
    ...(retries !== undefined && { retriesPerSecond: Math.round(retries * 10) / 10 }),
    ...(extra !== undefined && { extra }),
  };
}

/** When the agent ended next after a sample was taken, for whoever asks why the sample is missing. */
function untilNextKill(variant: Variant, samples: Account["lost"]): string {
  const seconds = samples.map(({ at }) => {
    const kill = variant.agent.kills.find((one) => one >= at);
    return kill === undefined ? "after the last kill" : `${((kill - at) / 1000).toFixed(1)} s before a kill`;
  });
  return [...new Set(seconds)].slice(0, MOST_TIMES).join(", ");
}

/** What is wrong with the samples of a variant of ours. */
async function sampleProblems(
  variant: Variant,
  { mayLose, atMost, mostRetriesPerSecond = MOST_RETRIES_PER_SECOND }: Allowance,
  losses: Account["lost"],
  figures: Figures,
): Promise<string[]> {
  const { accepted, duplicated, misdated, retriesPerSecond = 0 } = figures;
  const unpromised = losses.filter((sample) => !mayLose?.(sample, variant));
  const most = (await atMost?.(variant)) ?? Infinity;
  return [
    ...(unpromised.length > 0
      ? [
          `lost ${unpromised.length} of ${accepted} samples that may not be lost (${untilNextKill(variant, unpromised)})`,
        ]
      : []),
    ...(losses.length > most ? [`lost ${losses.length} of ${accepted} samples, ${most} may be`] : []),
    ...(duplicated > 0 ? [`${duplicated} samples are there twice`] : []),
    ...(misdated > 0 ? [`${misdated} samples have a wrong time`] : []),
    ...(accepted === 0 ? ["no sample was accepted"] : []),
    ...(retriesPerSecond > mostRetriesPerSecond
      ? [`${retriesPerSecond} failed requests a second, ${mostRetriesPerSecond} may be`]
      : []),
  ];
}

/** What is wrong with the alerts that were raised. */
function alertProblems(
  raised: ReadonlySet<string>,
  { expectedAlerts = [], mayRaiseLossAlerts }: Allowance,
  noAlerts: boolean,
  { lost }: Figures,
): string[] {
  const names = [...raised].sort().join(", ") || "none";
  const untrue = LOSS_ALERTS.filter((name) => raised.has(name)).join(", ");
  return [
    ...(expectedAlerts.length > 0 && !expectedAlerts.some((name) => raised.has(name))
      ? [`none of the alerts ${expectedAlerts.join(", ")} is raised, but ${names}`]
      : []),
    ...(noAlerts && raised.size > 0 ? [`alerts are raised without a fault: ${names}`] : []),
    ...(lost === 0 && expectedAlerts.length === 0 && !mayRaiseLossAlerts && untrue
      ? [`nothing is lost, but ${untrue} is raised`]
      : []),
  ];
}

/** The case's own figure, or what it found wrong. */
async function checkedFigure(variant: Variant, { check }: FaultCase): Promise<{ extra?: string; problems: string[] }> {
  try {
    const extra = await check?.(variant);
    return extra === undefined ? { problems: [] } : { extra, problems: [] };
  } catch (error) {
    return { problems: [error instanceof Error ? error.message : String(error)] };
  }
}

/** The figures of a variant, and what is wrong with it; nothing is promised of the chart's defaults. */
export async function evaluate(
  variant: Variant,
  faultCase: FaultCase,
  account: Account,
  raised: ReadonlySet<string>,
): Promise<{ figures: Figures; problems: string[] }> {
  const { extra, problems } = await checkedFigure(variant, faultCase);
  const figures = figuresOf(variant, account, extra);
  if (variant.name === "chart") return { figures, problems: [] };
  const allowance: Allowance = { ...faultCase, ...faultCase.exceptions?.[variant.name] };
  const all = [
    ...problems,
    ...(await sampleProblems(variant, allowance, account.lost, figures)),
    ...alertProblems(raised, allowance, faultCase.noAlerts ?? false, figures),
  ];
  return { figures, problems: all.map((problem) => `${variant.name}: ${problem}`) };
}
