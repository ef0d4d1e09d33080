/** The columns of a running case, and what can be done to all of them at the same time. */
import type { Account } from "./verdict/accounting";
import { raisedAlerts } from "./verdict/raisedAlerts";
import type { ColumnName } from "./plan/plannedVariant";
import type { Fault } from "./parts/proxy";
import type { Column, ColumnContext } from "./variant";

const MILLISECONDS = 1000;

export const seconds = (count: number) => new Promise<void>((resolve) => setTimeout(resolve, count * MILLISECONDS));

/** Seconds without any change after which what is missing counts as lost: longer than a batch and a retry wait. */
const QUIET_SECONDS: Readonly<Record<ColumnName, number>> = { memory: 20, durable: 20, chart: 10 };
const SETTLE_LIMIT_SECONDS = 100;

export class Bench {
  private readonly raised = new Map<Column, Set<string>>();

  constructor(
    readonly columns: readonly Column[],
    readonly cluster: ColumnContext["cluster"],
    private readonly pace: number,
  ) {}

  /** A run that has to be short waits shorter for what is missing, too, though still for several retries. */
  private get patience(): number {
    return Math.max(this.pace, 0.6);
  }

  async each(action: (column: Column) => Promise<unknown>): Promise<void> {
    await Promise.all(this.columns.map(action));
  }

  /** Waits, for a time at the pace of the run. */
  async wait(durationSeconds: number): Promise<void> {
    await seconds(durationSeconds * this.pace);
  }

  /** The fault, for a time; then the way is free again. */
  async faultFor(fault: Fault, durationSeconds: number): Promise<void> {
    await this.during(
      durationSeconds,
      ({ proxy }) => proxy.set(fault),
      ({ proxy }) => proxy.set({ kind: "pass" }),
    );
  }

  /** Begins something in every column, and ends it after a time. */
  async during(
    durationSeconds: number,
    begin: (column: Column) => unknown,
    end: (column: Column) => unknown,
  ): Promise<void> {
    await this.each(async (column) => {
      await begin(column);
      column.fault.from ||= Date.now();
    });
    await this.wait(durationSeconds);
    await this.each(async (column) => {
      column.fault.to = Date.now();
      await end(column);
    });
  }

  /** Alerts that were raised in the column whenever they were noted. */
  raisedIn(column: Column): ReadonlySet<string> {
    return this.raised.get(column) ?? new Set();
  }

  /** Notes which alerts the stores of ours raise now. A store that cannot be asked raises none. */
  async noteAlerts(): Promise<void> {
    await this.each(async (column) => {
      if (column.name === "chart") return;
      const raised = this.raised.get(column) ?? new Set<string>();
      this.raised.set(column, raised);
      for (const name of await raisedAlerts(column.store.url).catch(() => [])) raised.add(name);
    });
  }

  /** Ends the scrapes, and waits until everything has arrived or nothing more does. */
  async settle(): Promise<ReadonlyMap<Column, Account>> {
    for (const { targets } of this.columns) for (const target of targets) target.answering = false;
    const accounts = new Map<Column, Account>();
    await this.each(async (column) => {
      const deadline = Date.now() + SETTLE_LIMIT_SECONDS * MILLISECONDS;
      let changed = Date.now();
      for (;;) {
        const account = await column.account();
        if (accounts.get(column)?.lost.length !== account.lost.length) changed = Date.now();
        accounts.set(column, account);
        const quiet = Date.now() - changed > QUIET_SECONDS[column.name] * this.patience * MILLISECONDS;
        if (account.lost.length === 0 || quiet || Date.now() > deadline) return;
        await seconds(1);
      }
    });
    return accounts;
  }

  async stop(): Promise<void> {
    await this.each((column) => column.stop());
  }
}
