/** The variants of a running case, and what can be done to all of them at the same time. */
import type { Account } from "./verdict/accounting";
import { raisedAlerts } from "./verdict/raisedAlerts";
import type { VariantName } from "./plan/plannedVariant";
import type { Fault } from "./parts/proxy";
import type { Variant, VariantContext } from "./variant";

const MILLISECONDS = 1000;

export const seconds = (count: number) => new Promise<void>((resolve) => setTimeout(resolve, count * MILLISECONDS));

/** Seconds without any change after which what is missing counts as lost: longer than a batch and a retry wait. */
const QUIET_SECONDS: Readonly<Record<VariantName, number>> = {
  contrib: 20,
  memory: 20,
  durable: 20,
  chart: 10,
};
const SETTLE_LIMIT_SECONDS = 100;

export class RunningCase {
  private readonly raised = new Map<Variant, Set<string>>();

  constructor(
    readonly variants: readonly Variant[],
    readonly cluster: VariantContext["cluster"],
    private readonly pace: number,
    /** How often an agent is killed at random moments. */
    readonly kills: number,
  ) {}

  /** A run that has to be short waits shorter for what is missing, too, though still for several retries. */
  private get patience(): number {
    return Math.max(this.pace, 0.6);
  }

  async each(action: (variant: Variant) => Promise<unknown>): Promise<void> {
    await Promise.all(this.variants.map(action));
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

  /** Begins something in every variant, and ends it after a time. */
  async during(
    durationSeconds: number,
    begin: (variant: Variant) => unknown,
    end: (variant: Variant) => unknown,
  ): Promise<void> {
    await this.each(async (variant) => {
      await begin(variant);
      variant.fault.from ||= Date.now();
    });
    await this.wait(durationSeconds);
    await this.each(async (variant) => {
      variant.fault.to = Date.now();
      await end(variant);
    });
  }

  /** Alerts that were raised in the variant whenever they were noted. */
  raisedIn(variant: Variant): ReadonlySet<string> {
    return this.raised.get(variant) ?? new Set();
  }

  /** Notes which alerts the stores of ours raise now. A store that cannot be asked raises none. */
  async noteAlerts(): Promise<void> {
    await this.each(async (variant) => {
      if (variant.name === "chart") return;
      const raised = this.raised.get(variant) ?? new Set<string>();
      this.raised.set(variant, raised);
      for (const name of await raisedAlerts(variant.store.url).catch(() => [])) raised.add(name);
    });
  }

  /** Ends the scrapes, and waits until everything has arrived or nothing more does. */
  async settle(): Promise<ReadonlyMap<Variant, Account>> {
    for (const { targets } of this.variants) for (const target of targets) target.answering = false;
    const accounts = new Map<Variant, Account>();
    await this.each(async (variant) => {
      const deadline = Date.now() + SETTLE_LIMIT_SECONDS * MILLISECONDS;
      let changed = Date.now();
      for (;;) {
        const account = await variant.account();
        if (accounts.get(variant)?.lost.length !== account.lost.length) changed = Date.now();
        accounts.set(variant, account);
        const quiet = Date.now() - changed > QUIET_SECONDS[variant.name] * this.patience * MILLISECONDS;
        if (account.lost.length === 0 || quiet || Date.now() > deadline) return;
        await seconds(1);
      }
    });
    return accounts;
  }

  async stop(): Promise<void> {
    await this.each((variant) => variant.stop());
  }
}
