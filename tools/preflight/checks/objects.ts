/** Objects that exist already, and objects that have to exist. */
import { PROJECT, type Settings } from "../../../settings/schema/settings";
import type { ObjectThere } from "../cluster/snapshot";
import { grouped, namesText } from "../../text";
import { found, type Check, type Finding } from "../finding";
import { keyOf } from "../../live/wanted";
import { referencesOf } from "../references";

const NAMESPACES = `${PROJECT}:namespaces`;

/** Who made an object, as its labels and annotations say. */
function makerOf({ labels, annotations }: Pick<ObjectThere, "labels" | "annotations">): string | undefined {
  const release = annotations["meta.helm.sh/release-name"];
  if (release !== undefined) return `Helm release ${annotations["meta.helm.sh/release-namespace"] ?? ""}/${release}`;
  const argo = annotations["argocd.argoproj.io/tracking-id"]?.split(":")[0] ?? labels["argocd.argoproj.io/instance"];
  if (argo !== undefined) return `Argo CD application ${argo}`;
  const flux = labels["kustomize.toolkit.fluxcd.io/name"];
  if (flux !== undefined) return `Flux kustomization ${flux}`;
  if (labels["app.kubernetes.io/part-of"] === PROJECT) return `a stack of ${PROJECT} with another state`;
  const chart = labels["helm.sh/chart"];
  if (chart !== undefined) return `Helm chart ${chart}`;
  return labels["app.kubernetes.io/managed-by"] ?? labels["app.kubernetes.io/part-of"];
}

function makersText(objects: readonly ObjectThere[]): string {
  const makers = [...new Set(objects.map(makerOf).filter((maker) => maker !== undefined))];
  return makers.length === 0 ? "" : ` (${namesText(makers, 3)})`;
}

const idText = ({ kind, name }: ObjectThere) => `${kind} ${name}`;

/** Objects without a namespace, whose names follow from the agents' namespace or from settings. */
function clusterWideFindings(objects: readonly ObjectThere[]): Finding[] {
  return objects.map((object) =>
    object.isBeingDeleted
      ? beingDeleted(idText(object))
      : found.problem(
          idText(object),
          `exists already and is not this stack's${makersText([object])}`,
          `Set another name under ${NAMESPACES}, from which such names follow, or delete it if nobody needs it.`,
        ),
  );
}

function beingDeleted(subject: string): Finding {
  return found.problem(
    subject,
    "is being deleted",
    "Run the update when it is gone; if it stays, a finalizer waits for something.",
  );
}

/** The settings that give a namespace its name. */
function settingsOf({ namespaces }: Settings, name: string): string {
  const parts = Object.entries(namespaces).filter(([, value]) => value === name);
  return parts.length === 0 ? NAMESPACES : namesText(parts.map(([part]) => `${NAMESPACES}.${part}`));
}

/** One finding for a namespace and everything in it that has a name of this stack's objects. */
function namespaceFinding(settings: Settings, name: string, objects: readonly ObjectThere[]): Finding {
  const isLeaving = objects.some(({ kind, isBeingDeleted }) => kind === "Namespace" && isBeingDeleted);
  if (isLeaving) return beingDeleted(`Namespace ${name}`);
  const inside = objects.filter(({ kind }) => kind !== "Namespace");
  const exists = inside.length < objects.length ? ["exists already and is not this stack's"] : [];
  const taken = namesText(inside.map(idText).sort(), MOST_NAMES);
  const holds = inside.length > 0 ? [`holds others' objects with names of this stack's: ${taken}`] : [];
  const share = inside.length === 0 ? `, or add ${name} to ${NAMESPACES}.existing to share it` : "";
  return found.problem(
    `Namespace ${name}`,
    `${[...exists, ...holds].join(", and ")}${makersText(objects)}`,
    `Set ${settingsOf(settings, name)} to another name${share}.`,
  );
}

/** Names of objects of one finding. */
const MOST_NAMES = 4;

const namespaceOf = ({ kind, namespace, name }: ObjectThere) => (kind === "Namespace" ? name : (namespace ?? ""));

/** Names that are taken. The engine would stop at the first, with half of the stack created. */
export const takenNames: Check = ({ settings }, { existing }) => [
  ...grouped(
    existing.filter((object) => namespaceOf(object) !== ""),
    namespaceOf,
  ).map(([namespace, objects]) => namespaceFinding(settings, namespace, objects)),
  ...clusterWideFindings(existing.filter((object) => namespaceOf(object) === "")),
];

const FIXES: Readonly<Record<string, string>> = {
  Namespace: `Create it, or remove it from ${NAMESPACES}.existing, so that the stack creates it.`,
  IngressClass: "Install the ingress controller, or set another className in the page's ingress.",
  GatewayClass: "Install the controller of that class, or set another className in the page's ingress.",
  PriorityClass: "Create it, or remove the setting priorityClassName.",
};

/** Names that have to exist and do not. */
export const missingObjects: Check = (wanted, { missing }) =>
  referencesOf(wanted)
    .filter((reference) => missing.has(keyOf(reference)))
    .map(({ kind, name, by }) =>
      found.problem(`${kind} ${name}`, `does not exist, and ${by} needs it`, FIXES[kind] ?? "Create it."),
    );
