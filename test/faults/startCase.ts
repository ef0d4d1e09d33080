/** Starts the columns of a case. */
import { eventually } from "../programs/processes";
import { Bench } from "./runningCase";
import { startColumn } from "./startVariant";
import type { FaultCase } from "./faultCase";
import { COLUMNS, type ColumnName } from "./plan/plannedVariant";
import type { ColumnContext } from "./variant";

/** How much of a case runs. */
export interface Scope {
  readonly columns: readonly ColumnName[];
  /** Factor of every duration of a case. */
  readonly pace: number;
}

export const WHOLE: Scope = { columns: COLUMNS, pace: 1 };

/** Starts every column of the case, and waits until the first samples are stored. */
export async function startBench(
  context: ColumnContext,
  faultCase: FaultCase,
  { columns: wanted, pace }: Scope,
): Promise<Bench> {
  const names = wanted.filter((name) => faultCase.without?.[name] === undefined);
  const starting = await Promise.allSettled(names.map((name) => startColumn(context, name, faultCase)));
  const columns = starting.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const bench = new Bench(columns, context.cluster, pace);
  const failed = starting.find((one) => one.status === "rejected");
  if (failed) {
    await bench.stop();
    throw failed.reason;
  }
  await bench.each(async (column) => {
    await eventually(`samples of ${column.name} are stored`, 120, async () => {
      const { accepted, lost } = await column.account();
      if (accepted === 0 || lost.length === accepted) throw new Error("none yet");
    });
  });
  return bench;
}
