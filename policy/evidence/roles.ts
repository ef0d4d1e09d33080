/** Policies about the permissions that roles grant. */
import type { ResourceValidationPolicy } from "@pulumi/policy";
import { listAt, objectAt, textAt, type Manifest } from "./reading";
import { manifestPolicy, type Description } from "../rule";

/** A policy about every rule of a Role or ClusterRole. */
export function rolePolicy(
  description: Description,
  problems: (rule: Manifest, kind: string) => readonly string[],
): ResourceValidationPolicy {
  return manifestPolicy(description, (manifest) => {
    const kind = textAt(manifest, "kind");
    if (!["ClusterRole", "Role"].includes(kind)) return [];
    return listAt(manifest, "rules").flatMap((rule) => problems(objectAt(rule), kind));
  });
}
