/** Starts the variants of a case. */
import { eventually } from "../programs/processes";
import { RunningCase } from "./runningCase";
import { startVariant } from "./startVariant";
import type { FaultCase } from "./faultCase";
import { VARIANTS, type VariantName } from "./plan/plannedVariant";
import type { VariantContext } from "./variant";

/** How much of a case runs. */
export interface Scope {
  readonly variants: readonly VariantName[];
  /** Factor of every duration of a case. */
  readonly pace: number;
  /** How often an agent is killed at random moments. */
  readonly kills: number;
}

export const WHOLE: Scope = { variants: VARIANTS, pace: 1, kills: 100 };

/** Starts every variant of the case, and waits until the first samples are stored. */
export async function startCase(
  context: VariantContext,
  faultCase: FaultCase,
  { variants: names, pace, kills }: Scope,
): Promise<RunningCase> {
  const starting = await Promise.allSettled(names.map((name) => startVariant(context, name, faultCase)));
  const variants = starting.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const running = new RunningCase(variants, context.cluster, pace, kills);
  const failed = starting.find((one) => one.status === "rejected");
  if (failed) {
    await running.stop();
    throw failed.reason;
  }
  await running.each(async (variant) => {
    await eventually(`samples of ${variant.name} are stored`, 120, async () => {
      const { accepted, lost } = await variant.account();
      if (accepted === 0 || lost.length === accepted) throw new Error("none yet");
    });
  });
  return running;
}
