/** The certificate of a variant, which has to say what the account of samples says. */
import { NAMESPACES } from "../../../contract/names";
import { type Certificate, certificateOf } from "../../../tools/certificate/certificate";
import { storeAt } from "../../../tools/live/store";
import type { Allowance, FaultCase } from "../faultCase";
import type { Variant } from "../variant";
import type { Account } from "./accounting";
import { inHand } from "./losses";

/** The canary's interval is that of the scrapes. */
const INTERVAL_SECONDS = 1;

/** The certificate of a variant of ours. Samples of contrib's exporter have no numbers. */
export async function certify({ name, store }: Variant, fromSeconds: number): Promise<Certificate | undefined> {
  if (name === "chart") return undefined;
  return certificateOf(
    storeAt({ url: store.url, headers: {} }),
    { cluster: "faults", environment: "faults", namespaces: NAMESPACES, isNumbered: name !== "contrib" },
    { from: fromSeconds, to: Date.now() / 1000, intervalSeconds: INTERVAL_SECONDS },
  );
}

/** What a certificate says, in a few words. */
export function certificateTexts(certificate: Certificate | undefined): string[] {
  if (!certificate) return [];
  const nodes = certificate.nodes.map(({ accepted, stored, gaps, requests, samples }) =>
    [
      `${stored} of ${accepted}`,
      ...gaps.map(({ cause, samples: count }) => `${count} ${cause}`),
      ...(requests.accepted > 0 ? [`${requests.stored} of ${requests.accepted} requests`] : []),
      ...requests.gaps.map(({ cause, requests: count }) => `${count} requests ${cause}`),
      ...Object.entries({ ...samples.lost, ...samples.refused }).map(([cause, count]) => `${count} ${cause}`),
      ...(samples.damagedParts > 0 ? [`${samples.damagedParts} damaged parts of files`] : []),
    ].join(", "),
  );
  return [`certificate: ${certificate.verdict} (${nodes.join("; ")})`];
}

/** Whether a certificate may say that something is lost although every sample that was counted is stored. */
function mayDoubt({ verdict, nodes, isNumbered }: Certificate, { mayRaiseLossAlerts }: Allowance): boolean {
  // A bad sample that is lost, and rightly, is none of those that were counted.
  if (mayRaiseLossAlerts) return true;
  // A part of a file that cannot be read may have held the canary alone, or nothing that had not been sent.
  if (nodes.some(({ samples }) => samples.damagedParts > 0)) return true;
  // Without numbers a gap does not tell whether its sample was lost or not made.
  return !isNumbered && verdict === "perhaps lost";
}

/**
 * Where a certificate does not say the truth.
 *
 * A scrape that was in hand when its agent was killed, while all that is accepted goes to files, had not been accepted:
 * the certificate begins where the exporter accepts.
 */
export function certificateProblems(
  variant: Pick<Variant, "name" | "agent">,
  faultCase: Pick<FaultCase, "mayLose" | "mayRaiseLossAlerts" | "exceptions">,
  { lost }: Pick<Account, "lost">,
  certificate: Certificate | undefined,
): string[] {
  const { name } = variant;
  if (!certificate || name === "chart") return [];
  const allowance = { ...faultCase, ...faultCase.exceptions?.[name] };
  const accepted = allowance.mayLose === inHand ? lost.filter((sample) => !inHand(sample, variant)) : lost;
  const saysLoss = certificate.verdict === "lost" || certificate.verdict === "perhaps lost";
  const isTrue = saysLoss ? lost.length > 0 || mayDoubt(certificate, allowance) : accepted.length === 0;
  return isTrue ? [] : [`${name}: ${lost.length} samples are lost, and ${certificateTexts(certificate).join()}`];
}
