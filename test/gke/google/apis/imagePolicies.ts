/** Binary Authorization: the one policy of each project. */
import { type Call, type Handlers, part } from "../call";
import { isJson, type Json } from "../store";

/** The policy of a project in which nobody has set one: everything runs. */
const ANY_IMAGE = {
  globalPolicyEvaluationMode: "ENABLE",
  defaultAdmissionRule: { evaluationMode: "ALWAYS_ALLOW", enforcementMode: "ENFORCED_BLOCK_AND_AUDIT_LOG" },
};

/** Whether a policy lets everything run, which is how one is deleted. */
function isWithoutRules({ clusterAdmissionRules, defaultAdmissionRule }: Json): boolean {
  const allowsAll = isJson(defaultAdmissionRule) && defaultAdmissionRule["evaluationMode"] === "ALWAYS_ALLOW";
  return clusterAdmissionRules === undefined && allowsAll;
}

const nameOf = (call: Call) => `projects/${part(call, "projectsId")}/policy`;

export const IMAGE_POLICIES: Handlers = {
  "binaryauthorization.projects.getPolicy": (call) => {
    const name = nameOf(call);
    return call.store.has(name) ? call.store.get(name) : { name, ...ANY_IMAGE };
  },
  "binaryauthorization.projects.updatePolicy": (call) => {
    const name = nameOf(call);
    const policy = { ...call.body, name, updateTime: new Date().toISOString() };
    if (!isWithoutRules(call.body)) return call.store.set(name, policy);
    if (call.store.has(name)) call.store.delete(name);
    return policy;
  },
};
