/**
 * Who of several trace pipelines is the active one of a cluster: the one that the cluster's lease belongs to.
 *
 * A lease belongs to a pipeline by its owner reference to the pipeline's ConfigMap, whose uid no other object ever has.
 * The API server creates a lease once and refuses it to everybody else, and deletes it only in the version that was
 * read. Nothing here depends on a clock: a lease has no end but the deletion of its owner.
 */

/** What a pipeline is told. */
export type PipelineClaim =
  | {
      readonly state: "Active";
      /** Why nobody was asked; absent where the cluster has answered. */
      readonly assumed?: string;
    }
  | { readonly state: "Pending"; readonly heldBy: string };

/** Who claims the lease. */
export interface Claimant {
  /** Who people are told that the lease is held by. */
  readonly holder: string;
  readonly configMapName: string;
  /** Unknown in a preview that would create the ConfigMap. */
  readonly configMapUid?: string;
}

export interface LeaseOwner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

export interface Lease {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly holder?: string;
  readonly owners: readonly LeaseOwner[];
}

/** What the decision needs of an API server, about the one lease and the namespace that it is in. */
export interface LeaseApi {
  /** Creates the lease with `owner` as its only owner. False: there is one already. */
  createLease(holder: string, owner: LeaseOwner): Promise<boolean>;
  /** The lease, or undefined where there is none. */
  readLease(): Promise<Lease | undefined>;
  /** Deletes the lease in exactly this version; one that is gone or has changed is left alone. */
  deleteLease(lease: Pick<Lease, "uid" | "resourceVersion">): Promise<void>;
  /** The uid of a ConfigMap, or undefined where there is none of that name. */
  readConfigMapUid(name: string): Promise<string | undefined>;
}

/** What an API server, or the way to it, has against a request. */
export class LeaseApiError extends Error {
  /**
   * @param request what was asked, such as `create leases`
   * @param status of the answer; absent where there was none
   */
  constructor(
    readonly request: string,
    message: string,
    readonly status?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Whether the same request may be answered otherwise a little later. */
  get transient(): boolean {
    return this.status === undefined || this.status === 429 || this.status >= 500;
  }
}

/** The ConfigMap that stands for the pipeline is not in the cluster, so that the lease would belong to nobody. */
export class RecordGoneError extends Error {
  constructor(readonly configMapName: string) {
    super(`ConfigMap ${configMapName} is gone`);
  }
}

/** Attempts to claim the lease, as long as answers are lost or others change it in between. */
export const CLAIM_ATTEMPTS = 8;

function isOwn({ configMapUid }: Claimant, lease: Lease): boolean {
  return configMapUid !== undefined && lease.owners.some(({ uid }) => uid === configMapUid);
}

/** Whether the pipeline that the lease belongs to was deleted. A lease with other owners, or none, is not ours to judge. */
async function isOrphan(api: LeaseApi, { owners }: Lease): Promise<boolean> {
  if (owners.length === 0) return false;
  for (const { apiVersion, kind, name, uid } of owners) {
    if (apiVersion !== "v1" || kind !== "ConfigMap") return false;
    if ((await api.readConfigMapUid(name)) === uid) return false;
  }
  return true;
}

function pending({ holder }: Claimant, lease: Lease): PipelineClaim {
  const heldBy = lease.holder ?? "somebody who left no name";
  // The same name from another state: without the ConfigMap people would look for the other one in vain.
  const owner = lease.owners.map(({ name }) => name).join(", ");
  return { state: "Pending", heldBy: heldBy === holder ? `${heldBy} of another state, ConfigMap ${owner}` : heldBy };
}

/** One attempt; undefined where the lease changed meanwhile. */
async function tryClaim(api: LeaseApi, claimant: Claimant): Promise<PipelineClaim | undefined> {
  const { holder, configMapName, configMapUid } = claimant;
  // A lease is only ever made for an owner that is there: that its owner is not there means that it was deleted.
  if (configMapUid === undefined || (await api.readConfigMapUid(configMapName)) !== configMapUid)
    throw new RecordGoneError(configMapName);
  const owner = { apiVersion: "v1", kind: "ConfigMap", name: configMapName, uid: configMapUid };
  if (await api.createLease(holder, owner)) return { state: "Active" };

  const lease = await api.readLease();
  if (!lease) return undefined;
  if (isOwn(claimant, lease)) return { state: "Active" };
  if (!(await isOrphan(api, lease))) return pending(claimant, lease);
  await api.deleteLease(lease);
  return undefined;
}

/**
 * Claims the lease. Of any number of claimants at once exactly one is told that it is active, and asked again it is told
 * the same until its ConfigMap is deleted.
 *
 * @param pause waits before the next attempt; its argument counts from 1
 * @throws RecordGoneError where the claimant's own ConfigMap is not there
 * @throws LeaseApiError where the API server refuses, or does not answer any of `CLAIM_ATTEMPTS` attempts
 */
export async function claimLease(
  api: LeaseApi,
  claimant: Claimant,
  pause: (attempt: number) => Promise<void>,
): Promise<PipelineClaim> {
  for (let attempt = 1; ; attempt++) {
    try {
      const claim = await tryClaim(api, claimant);
      if (claim) return claim;
      if (attempt >= CLAIM_ATTEMPTS)
        throw new LeaseApiError("claim the lease", "others changed the lease at every attempt", 409);
    } catch (error) {
      // An answer that was lost may have been a yes. The next attempt then finds the lease to be its own.
      if (!(error instanceof LeaseApiError && error.transient) || attempt >= CLAIM_ATTEMPTS) throw error;
    }
    await pause(attempt);
  }
}

/**
 * What `claimLease` would say, without changing anything.
 *
 * @throws LeaseApiError where the API server refuses or does not answer
 */
export async function foreseeClaim(api: LeaseApi, claimant: Claimant): Promise<PipelineClaim> {
  const lease = await api.readLease();
  if (!lease || isOwn(claimant, lease) || (await isOrphan(api, lease))) return { state: "Active" };
  // A preview does not always know the uid of a ConfigMap that it is about to change.
  if (claimant.configMapUid === undefined && lease.holder === claimant.holder) return { state: "Active" };
  return pending(claimant, lease);
}
