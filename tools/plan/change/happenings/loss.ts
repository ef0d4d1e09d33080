/** What is lost when a resource is deleted or replaced, or when pods restart. */
import { listAt, objectAt, textAt } from "../../../../policy/evidence/reading";
import type { PlannedResource } from "../../engine";
import type { Figures } from "../../figures";
import type { Happening } from "../model";

type Loss = Pick<Happening, "irreversible"> & Partial<Pick<Happening, "lost">>;

const NOTHING: Loss = { irreversible: false };

/** Types whose end takes data with it that nothing brings back. */
const DATA: Readonly<Record<string, (resource: PlannedResource) => string>> = {
  "gcp:container/cluster:Cluster": () => "everything in the cluster, with the data on its volumes",
  "kubernetes:core/v1:Namespace": ({ inputs }) => `everything in namespace ${textAt(inputs, "metadata", "name")}`,
  "kubernetes:core/v1:PersistentVolumeClaim": ({ inputs }) =>
    `the data on volume ${textAt(inputs, "metadata", "namespace")}/${textAt(inputs, "metadata", "name")}`,
};

/** What a deleted or replaced resource takes with it. */
export function lossOf(kind: Happening["kind"], resource: PlannedResource): Loss {
  const lost = kind === "deleted" || kind === "replaced" ? DATA[resource.type]?.(resource) : undefined;
  return lost === undefined ? NOTHING : { lost, irreversible: true };
}

/** The retention of each store that runs as a workload of its own. */
function retentionSubject(workload: string): string | undefined {
  if (workload === "prometheus") return "retention of samples";
  if (workload === "victoria-logs") return "retention of logs";
  return workload.startsWith("jaeger-") ? `retention of traces of ${workload.slice("jaeger-".length)}` : undefined;
}

/** Happenings with what a shorter retention deletes, where a store restarts with it. */
export function withShorterRetention(
  happenings: readonly Happening[],
  figures: { readonly before: Figures; readonly after: Figures } | undefined,
): Happening[] {
  return happenings.map((happening) => {
    const subject = happening.kind === "restarted" ? retentionSubject(happening.name) : undefined;
    const [old, current] = subject === undefined ? [] : [figures?.before[subject], figures?.after[subject]];
    if (subject === undefined || !old?.amount || !current?.amount || current.amount >= old.amount) return happening;
    const what = subject.replace("retention of ", "");
    return { ...happening, lost: `${what} that are older than ${current.text}`, irreversible: true };
  });
}

/** What ends with the pods of a workload: traces that a Jaeger keeps in memory. */
export function restartLoss(manifest: unknown): Loss {
  const pod = objectAt(manifest, "spec", "template");
  if (textAt(pod, "metadata", "labels", "app.kubernetes.io/name") !== "jaeger") return NOTHING;
  const isOnVolume = listAt(pod, "spec", "volumes").some(
    (volume) => Object.keys(objectAt(volume, "persistentVolumeClaim")).length > 0,
  );
  return isOnVolume ? NOTHING : { lost: "the traces in its memory", irreversible: true };
}
