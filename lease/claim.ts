/**
 * Leader election between trace pipelines: the pipeline that owns the cluster's Lease is active.
 *
 * The Lease has an owner reference to the pipeline's ConfigMap, whose uid is unique. The API server creates the Lease
 * once, refuses every other create, and deletes it only in the version that was read. Nothing here depends on a clock:
 * the Lease does not expire, it ends with the deletion of its owner.
 */

/** The result of a claim. */
export type PipelineClaim =
  | {
      readonly state: "Active";
      /** Why the cluster was not asked; absent where it has answered. */
      readonly assumed?: string;
    }
  | { readonly state: "Pending"; readonly heldBy: string };

/** A pipeline that claims the Lease. */
export interface Claimant {
  /** Name of the holder, for messages. */
  readonly holder: string;
  readonly configMapName: string;
  /** Unknown in a preview that would create the ConfigMap. */
  readonly configMapUid?: string;
}

/** What a prediction needs of a claimant. */
export type Foreseen = Pick<Claimant, "holder" | "configMapUid">;

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

/** The API server's operations on the Lease and its namespace. */
export interface LeaseApi {
  /** Creates the lease with `owner` as its only owner. False: there is one already. */
  createLease(holder: string, owner: LeaseOwner): Promise<boolean>;
  /** The lease, or undefined where there is none. */
  readLease(): Promise<Lease | undefined>;
  /** Deletes the Lease in exactly this version; does nothing where it is gone or has changed. */
  deleteLease(lease: Pick<Lease, "uid" | "resourceVersion">): Promise<void>;
  /** The uid of a ConfigMap, or undefined where there is none of that name. */
  readConfigMapUid(name: string): Promise<string | undefined>;
}

/** An error of the API server, or of the connection to it. */
export class LeaseApiError extends Error {
  /**
   * @param request verb and resource, such as `create leases`
   * @param status of the response; absent where there was none
   */
  constructor(
    readonly request: string,
    message: string,
    readonly status?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Whether a retry of the request can succeed. */
  get transient(): boolean {
    return this.status === undefined || this.status === 429 || this.status >= 500;
  }
}

/** The pipeline's ConfigMap is missing in the cluster, so that the Lease would have no owner. */
export class RecordGoneError extends Error {
  constructor(readonly configMapName: string) {
    super(`ConfigMap ${configMapName} is gone`);
  }
}

/** The most attempts to claim the Lease, while responses are lost or other pipelines change it. */
export const CLAIM_ATTEMPTS = 8;

function isOwn({ configMapUid }: Foreseen, lease: Lease): boolean {
  return configMapUid !== undefined && lease.owners.some(({ uid }) => uid === configMapUid);
}

/** Whether the owner of the Lease was deleted. A Lease with an owner of another kind, or none, is left alone. */
async function isOrphan(api: LeaseApi, { owners }: Lease): Promise<boolean> {
  if (owners.length === 0) return false;
  for (const { apiVersion, kind, name, uid } of owners) {
    if (apiVersion !== "v1" || kind !== "ConfigMap") return false;
    if ((await api.readConfigMapUid(name)) === uid) return false;
  }
  return true;
}

function pending({ holder }: Foreseen, lease: Lease): PipelineClaim {
  const heldBy = lease.holder ?? "somebody who left no name";
  // Same name, other state: only the ConfigMap's name identifies the holder.
  const owner = lease.owners.map(({ name }) => name).join(", ");
  return { state: "Pending", heldBy: heldBy === holder ? `${heldBy} of another state, ConfigMap ${owner}` : heldBy };
}

/** One attempt; undefined where the Lease changed in the meantime. */
async function tryClaim(api: LeaseApi, claimant: Claimant): Promise<PipelineClaim | undefined> {
  const { holder, configMapName, configMapUid } = claimant;
  // A Lease is created only after its owner: a missing owner was deleted.
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
 * Claims the Lease. Of any number of concurrent claimants exactly one becomes active, and stays active in every later
 * claim until its ConfigMap is deleted.
 *
 * @param pause waits before the next attempt; its argument counts from 1
 * @throws RecordGoneError where the claimant's own ConfigMap is missing
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
      // The lost response may have been a success. The next attempt then finds its own Lease.
      if (!(error instanceof LeaseApiError && error.transient) || attempt >= CLAIM_ATTEMPTS) throw error;
    }
    await pause(attempt);
  }
}

/**
 * Predicts the result of `claimLease` without a change.
 *
 * @throws LeaseApiError where the API server refuses or does not answer
 */
export async function foreseeClaim(api: LeaseApi, claimant: Foreseen): Promise<PipelineClaim> {
  const lease = await api.readLease();
  if (!lease || isOwn(claimant, lease) || (await isOrphan(api, lease))) return { state: "Active" };
  // A preview does not always know the uid of a ConfigMap that it is about to change.
  if (claimant.configMapUid === undefined && lease.holder === claimant.holder) return { state: "Active" };
  return pending(claimant, lease);
}
