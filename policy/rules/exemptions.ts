import type { StackValidationPolicy } from "@pulumi/policy";
import { exemptionProblem, type Exemption } from "../exemptions";
import { stackPolicy } from "../rule";

/** An exemption without a reason or a date, or after its date, is a finding itself: it has to be renewed or removed. */
export function exemptionsHold(exemptions: readonly Exemption[], today: string): StackValidationPolicy {
  return stackPolicy(
    { name: "exemptions", description: "Exemptions have a reason and an expiry date that has not passed." },
    () =>
      exemptions.flatMap((exemption) => {
        const problem = exemptionProblem(exemption, today);
        const { rule, resource } = exemption;
        return problem
          ? [{ message: `the exemption of ${resource.type} ${resource.name} from ${rule}: ${problem}` }]
          : [];
      }),
  );
}
