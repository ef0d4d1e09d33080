import type { ResourceValidationPolicy } from "@pulumi/policy";
import { known, objectAt } from "../../evidence/reading";
import { MODEL } from "../../model";
import { isAbout } from "../../model/model";
import { identityOf } from "../../model/policy";
import { described } from "../../rule";

/** A kind of resource that nobody thought of has no rules. */
export const knownResources: ResourceValidationPolicy = {
  ...described({ name: "known-resources", description: "Every resource is one of the model, by kind and name." }),
  validateResource: ({ type, name: logicalName, props }, report) => {
    const [kind, name] = identityOf(type, logicalName, objectAt(known(props)));
    if (!MODEL.some((entry) => isAbout(entry, kind, name)))
      report(`${kind} ${name} is not part of the stack; policy/model/ lists what is.`);
  },
};
