/** What a plan says in one sentence, and how many resources each part of the stack has. */
import { counted, grouped } from "../../text";
import type { PlannedResource } from "../engine";
import { CHART_TYPE, type Plan } from "../plan";
import { isMandatory } from "../policies";

/** Resources of one part of a stack. */
export interface PartCount {
  /** The signal or subject of the part's components, such as `metrics`. */
  readonly part: string;
  readonly resources: number;
  /** How many there are of what, such as `3 Kubernetes objects, 2 passwords`. */
  readonly text: string;
}

/** What a provider's resources are called, by the first part of their types. */
const NOUNS: Readonly<Record<string, string>> = {
  gcp: "Google Cloud resource",
  random: "password",
  tls: "key or certificate",
};

const PLURALS: Readonly<Record<string, string>> = { "key or certificate": "keys and certificates" };

function nounOf({ type }: PlannedResource): string {
  if (type === CHART_TYPE) return "Helm chart";
  const [provider = ""] = type.split(":");
  return provider === "kubernetes" ? "Kubernetes object" : (NOUNS[provider] ?? `${provider} resource`);
}

/** Whether something is made for a resource: not for providers and components, except for what a chart renders. */
const isMade = ({ type, custom }: PlannedResource) =>
  type === CHART_TYPE || (custom && !type.startsWith("pulumi:providers:"));

/** Resources by part, the largest part first. A chart is one resource, however many objects it renders. */
export function partCounts(resources: readonly PlannedResource[]): PartCount[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const outermost = (resource: PlannedResource): PlannedResource => {
    const parent = resource.parent === undefined ? undefined : byUrn.get(resource.parent);
    return parent ? outermost(parent) : resource;
  };
  const parts = grouped(resources.filter(isMade), (resource) => outermost(resource).type.split(":")[1] ?? "");
  return parts
    .map(([part, members]) => {
      const nouns = grouped(members, nounOf).map(([noun, { length }]) =>
        length > 1 && noun in PLURALS ? `${length} ${PLURALS[noun] ?? noun}` : counted(length, noun),
      );
      return { part, resources: members.length, text: nouns.sort((a, b) => parseInt(b) - parseInt(a)).join(", ") };
    })
    .sort((a, b) => b.resources - a.resources || (a.part < b.part ? -1 : 1));
}

/** The decision that a plan allows. */
export interface Verdict {
  /** `refused`: an update would not begin. `advice`: it would, and a policy advises against something. */
  readonly kind: "clean" | "advice" | "refused";
  /** The decision, such as `Stack prod cannot be deployed`. */
  readonly decision: string;
  /** What would be created, and what stands against it, the more important first; without a period. */
  readonly reason: string;
}

/** One verdict of everything: settings, collectors' configurations and policies. */
export function verdictOf(plan: Plan): Verdict {
  const { stack, problems, violations = [], resources } = plan;
  const broken = violations.filter(isMandatory).length;
  const advisory = violations.length - broken;
  const parts = partCounts(resources);
  const total = parts.reduce((sum, part) => sum + part.resources, 0);
  const found = [
    ...(problems.length > 0 ? [counted(problems.length, "problem")] : []),
    ...(broken > 0 ? [counted(broken, "mandatory policy violation")] : []),
    ...(advisory > 0 ? [counted(advisory, "advisory policy violation")] : []),
  ];
  const made = `${counted(total, "resource")} (${parts.map(({ part, resources: count }) => `${part} ${count}`).join(", ")})`;
  const creates = total === 0 ? [] : [made];
  const refused = problems.length > 0 || broken > 0;
  return {
    kind: refused ? "refused" : advisory > 0 ? "advice" : "clean",
    decision: `Stack ${stack} ${refused ? "cannot" : "can"} be deployed`,
    reason: (refused ? [...found, ...creates] : [...creates, ...found]).join(", "),
  };
}
