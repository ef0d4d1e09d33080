/** Makers of policies: each takes a description and a pure function from plain data to problems. */
import type { PolicyConfigSchema, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { collectorConfigOf, type CollectorConfiguration } from "./evidence/collector";
import { manifestsOf, nameOf } from "./evidence/manifests";
import { type Manifest, known, objectAt } from "./evidence/reading";

/** Name, description, level and configuration of a policy. */
export interface Description {
  readonly name: string;
  readonly description: string;
  /** Default: mandatory. `config/` overrides it for each stack. */
  readonly enforcementLevel?: "advisory";
  /** Default: nothing to configure. */
  readonly configSchema?: PolicyConfigSchema;
}

type Configuration = Readonly<Record<string, unknown>>;
type Problems = readonly string[];

/** What the SDK takes of a description. */
export const described = ({ name, description, enforcementLevel, configSchema }: Description) => ({
  name,
  description,
  enforcementLevel: enforcementLevel ?? ("mandatory" as const),
  ...(configSchema && { configSchema }),
});

/** A policy about resources of some types, with a check for each type. */
export function resourcePolicy(
  description: Description,
  problemsByType: Readonly<Record<string, (props: Manifest) => Problems>>,
): ResourceValidationPolicy {
  return {
    ...described(description),
    validateResource: (args, report) => {
      const problems = problemsByType[args.type]?.(objectAt(known(args.props))) ?? [];
      for (const problem of problems) report(problem);
    },
  };
}

/** A policy about every Kubernetes object: planned resources, and the objects that a chart renders from its values. */
export function manifestPolicy(
  description: Description,
  problems: (manifest: Manifest) => Problems,
): ResourceValidationPolicy {
  return {
    ...described(description),
    validateResource: ({ type, props }, report) => {
      for (const manifest of manifestsOf(type, known(props)))
        for (const problem of problems(manifest)) report(`${nameOf(manifest)}: ${problem}`);
    },
  };
}

/** A policy about every collector configuration. */
export function collectorPolicy(
  description: Description,
  problems: (configuration: CollectorConfiguration) => Problems,
): ResourceValidationPolicy {
  return manifestPolicy(description, (manifest) => {
    const configuration = collectorConfigOf(manifest);
    return configuration ? problems(configuration) : [];
  });
}

/** A resource as a policy about the whole stack sees it. */
export interface StackResource {
  readonly type: string;
  readonly urn: string;
  readonly protect: boolean;
  readonly props: Manifest;
  readonly manifests: readonly Manifest[];
}

/** A problem, and the URN of its resource; without a URN it concerns the whole stack. */
export interface StackProblem {
  readonly message: string;
  readonly urn?: string;
}

/** A policy about the whole stack. */
export function stackPolicy(
  description: Description,
  problems: (resources: readonly StackResource[], configuration: Configuration) => readonly StackProblem[],
): StackValidationPolicy {
  return {
    ...described(description),
    validateStack: (args, report) => {
      const seen = args.resources.map(({ type, urn, opts, props: unread }) => {
        const props = objectAt(known(unread));
        return { type, urn, protect: opts.protect, props, manifests: manifestsOf(type, props) };
      });
      for (const { message, urn } of problems(seen, args.getConfig<Configuration>())) report(message, urn);
    },
  };
}
