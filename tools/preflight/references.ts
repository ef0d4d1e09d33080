/** What a plan takes for granted in its cluster: objects that it names and does not create. */
import { at, listAt, objectAt, textAt, type Manifest } from "../../policy/evidence/reading";
import { keyOf, ofKind, podSpecOf, workloadsOf, type ObjectId, type PlannedObject, type Wanted } from "../live/wanted";

/** An object that has to exist. */
export interface Reference extends ObjectId {
  /** Who names it, such as `Ingress monitoring/grafana`. */
  readonly by: string;
}

const isText = (name: unknown): name is string => typeof name === "string" && name !== "";

function named(by: PlannedObject, apiVersion: string, kind: string, name: unknown): Reference[] {
  return isText(name) ? [{ apiVersion, kind, name, by: keyOf(by) }] : [];
}

/** Classes that GKE serves without an object of that name. */
const GOOGLE_CLASSES = ["gce", "gce-internal"];

function ingressClass(ingress: PlannedObject): Reference[] {
  const name = textAt(ingress.manifest, "spec", "ingressClassName");
  return GOOGLE_CLASSES.includes(name) ? [] : named(ingress, "networking.k8s.io/v1", "IngressClass", name);
}

/** Priority classes that every cluster has. */
const BUILT_IN = "system-";

/** Every object that has to exist before the update, once each. */
export function referencesOf(wanted: Wanted): Reference[] {
  const { objects } = wanted;
  const planned = new Set(objects.filter(({ isPatch }) => !isPatch).map(keyOf));
  const references = [
    ...objects.flatMap((object) => named(object, "v1", "Namespace", object.namespace)),
    ...ofKind(wanted, "Ingress").flatMap((ingress) => ingressClass(ingress)),
    ...ofKind(wanted, "Gateway").flatMap((gateway) =>
      named(gateway, gateway.apiVersion, "GatewayClass", at(gateway.manifest, "spec", "gatewayClassName")),
    ),
    ...workloadsOf(wanted).flatMap((workload) => {
      const name = at(podSpecOf(workload), "priorityClassName");
      return isText(name) && name.startsWith(BUILT_IN)
        ? []
        : named(workload, "scheduling.k8s.io/v1", "PriorityClass", name);
    }),
  ].filter((reference) => !planned.has(keyOf(reference)));
  return [...new Map(references.map((reference) => [keyOf(reference), reference])).values()];
}

/** A claim of a volume in a plan. */
export interface Claim {
  /** The claim itself, or the StatefulSet or pods whose template it is. */
  readonly by: PlannedObject;
  /** Absent: the cluster's default. */
  readonly storageClass?: string;
}

/** The specifications of claims anywhere in a manifest: of a claim, a StatefulSet, or an ephemeral volume. */
function claimSpecs(value: unknown): Manifest[] {
  if (Array.isArray(value)) return value.flatMap(claimSpecs);
  if (typeof value !== "object" || value === null) return [];
  const isClaim = listAt(value, "accessModes").length > 0 && textAt(value, "resources", "requests", "storage") !== "";
  return isClaim ? [objectAt(value)] : Object.values(value).flatMap(claimSpecs);
}

export function claimsOf({ objects }: Wanted): Claim[] {
  return objects.flatMap((by) =>
    claimSpecs(by.manifest).map((spec) => {
      const storageClass = textAt(spec, "storageClassName");
      return { by, ...(storageClass !== "" && { storageClass }) };
    }),
  );
}

/** What an account has to be allowed to do. */
export interface Permission {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  /** Absent: in every namespace, or an object without a namespace. */
  readonly namespace?: string;
}

/** What the planned roles allow; only who has it, or may escalate, may grant it. */
export function grantsOf(wanted: Wanted): Permission[] {
  return ofKind(wanted, "ClusterRole", "Role").flatMap(({ manifest, namespace }) =>
    listAt(manifest, "rules").flatMap((rule) =>
      listAt(rule, "apiGroups").flatMap((group) =>
        listAt(rule, "resources").flatMap((resource) =>
          listAt(rule, "verbs").map((verb) => ({
            verb: String(verb),
            group: String(group),
            resource: String(resource),
            ...(namespace !== undefined && { namespace }),
          })),
        ),
      ),
    ),
  );
}
