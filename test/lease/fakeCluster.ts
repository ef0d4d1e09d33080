/** The part of an API server that a claim needs, with every request and answer in an order that a seed decides. */
import { LeaseApiError, type Lease, type LeaseApi, type LeaseOwner } from "../../lease/claim";

/** What happens to a request on its way; a late one is done after its sender has given it up. */
export type Fate = "answered" | "request lost" | "answer lost" | "late";

/** Numbers from 0 to 1 that depend on nothing but the seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class FakeCluster {
  lease: Lease | undefined;
  readonly configMaps = new Map<string, string>();
  readonly requests: string[] = [];
  private versions = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly random: () => number = seededRandom(1)) {}

  nextUid(): string {
    return `uid-${++this.versions}`;
  }

  createConfigMap(name: string): string {
    const uid = this.nextUid();
    this.configMaps.set(name, uid);
    return uid;
  }

  /** As a person would: whatever it is. */
  putLease(holder: string | undefined, owners: readonly LeaseOwner[]): void {
    const uid = this.nextUid();
    this.lease = { uid, resourceVersion: this.nextUid(), owners, ...(holder === undefined ? {} : { holder }) };
  }

  /** What Kubernetes' garbage collector does, some time after an owner was deleted. */
  collectGarbage(): void {
    const present = new Set(this.configMaps.values());
    if (this.lease && this.lease.owners.length > 0 && !this.lease.owners.some(({ uid }) => present.has(uid)))
      this.lease = undefined;
  }

  /** The cluster as one client sees it. */
  client(fate: (request: string) => Fate = () => "answered"): LeaseApi {
    const ask = <T>(request: string, act: () => T) => this.pass(request, fate(request), act);
    return {
      createLease: (holder, owner) =>
        ask("create leases", () => {
          if (this.lease) return false;
          this.putLease(holder, [owner]);
          return true;
        }),
      readLease: () => ask("get leases", () => this.lease),
      deleteLease: ({ uid, resourceVersion }) =>
        ask("delete leases", () => {
          if (this.lease?.uid === uid && this.lease.resourceVersion === resourceVersion) this.lease = undefined;
        }),
      readConfigMapUid: (name) => ask("get configmaps", () => this.configMaps.get(name)),
    };
  }

  private async pass<T>(request: string, fate: Fate, act: () => T): Promise<T> {
    this.requests.push(request);
    await this.turn();
    if (fate === "request lost") throw new LeaseApiError(request, "connection reset");
    if (fate === "late") {
      void this.turn().then(() => this.turn().then(act));
      throw new LeaseApiError(request, "no answer");
    }
    const answer = act();
    await this.turn();
    if (fate === "answer lost") throw new LeaseApiError(request, "connection reset");
    return answer;
  }

  /** Ends when the seed says that it is this one's turn, among all that wait. */
  private turn(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      setImmediate(() => {
        const [next] = this.waiting.splice(Math.floor(this.random() * this.waiting.length), 1);
        next?.();
      });
    });
  }
}
