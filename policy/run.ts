/** Runs the policies over planned resources in this process, as the engine does in the preview of a new stack. */
import type { PolicyResource, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { EXEMPTIONS, type Exemption } from "./exemptions";
import { configurationOf, levelOf, propertiesOf } from "./levels";
import { policiesOn, type Policy } from "./policies";

/** A resource as a program registers it. */
export interface RegisteredResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly protect: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface Finding {
  /** URN; absent where the finding concerns the whole stack. */
  readonly resource?: string;
  readonly message: string;
}

export interface Violation extends Finding {
  /** Name of the policy. */
  readonly rule: string;
  readonly level: "advisory" | "mandatory";
}

function never(): never {
  throw new Error("No policy of this pack calls notApplicable().");
}

function seen({ urn, type, name, protect, inputs }: RegisteredResource): PolicyResource {
  const opts: PolicyResource["opts"] = {
    protect,
    ignoreChanges: [],
    aliases: [],
    customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    additionalSecretOutputs: [],
  };
  const isType = () => false;
  const asType = () => undefined;
  return { urn, type, name, opts, props: inputs, dependencies: [], propertyDependencies: {}, isType, asType };
}

/** The findings of one policy, whatever its level. */
export function findingsOf(
  policy: Policy,
  resources: readonly RegisteredResource[],
  properties: Readonly<Record<string, unknown>> = {},
): Finding[] {
  const found: Finding[] = [];
  const report = (message: string, urn?: string) => {
    found.push({ message, ...(urn !== undefined && { resource: urn }) });
  };
  const common = { stackTags: new Map<string, string>(), getConfig: () => properties, notApplicable: never };
  const all = resources.map(seen);
  if ("validateStack" in policy) {
    void policy.validateStack({ ...common, resources: all } as StackValidationArgs, report);
    return found;
  }
  for (const resource of all)
    for (const validate of [policy.validateResource ?? []].flat())
      void validate({ ...common, ...resource } as unknown as ResourceValidationArgs, (message) => {
        report(message, resource.urn);
      });
  return found;
}

/**
 * The violations that the whole pack finds.
 *
 * @param stack name of the stack, which selects levels and budgets
 * @param today YYYY-MM-DD, against which exemptions expire
 */
export function checkResources(
  resources: readonly RegisteredResource[],
  stack: string,
  today: string,
  exemptions: readonly Exemption[] = EXEMPTIONS,
): Violation[] {
  const configuration = configurationOf(stack);
  return policiesOn(today, exemptions).flatMap((policy) => {
    const level = levelOf(policy, configuration);
    if (level === "disabled") return [];
    return findingsOf(policy, resources, propertiesOf(policy, configuration)).map((finding) => ({
      rule: policy.name,
      level: level === "advisory" ? ("advisory" as const) : ("mandatory" as const),
      ...finding,
    }));
  });
}
