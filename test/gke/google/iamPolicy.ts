/** IAM policies: who has which role on a resource. https://cloud.google.com/iam/docs/reference/rest/v1/Policy */
import { type Call, text } from "./call";
import { aborted, invalidArgument } from "./errors";
import { isJson, type Json } from "./store";

/** The name under which a resource's policy is kept. */
const policyName = (resource: string) => `${resource}/iamPolicy`;

export function iamPolicy({ store }: Call, resource: string): Json {
  const name = policyName(resource);
  return store.has(name) ? store.get(name) : { version: 1, etag: etag("0"), bindings: [] };
}

const etag = (id: string) => Buffer.from(id).toString("base64");

/** Sets a policy, unless somebody has changed it since it was read, or it names an account that does not exist. */
export function changedPolicy(call: Call, resource: string): Json {
  const policy = call.body["policy"];
  if (!isJson(policy)) throw invalidArgument("Invalid value at 'policy'");
  if ("etag" in policy && policy["etag"] !== iamPolicy(call, resource)["etag"])
    throw aborted("There were concurrent policy changes. Please retry the whole read-modify-write.");
  const bindings = Array.isArray(policy["bindings"]) ? (policy["bindings"] as Json[]) : [];
  for (const member of bindings.flatMap(({ members }) => members as string[])) requireMember(call, member);
  const name = policyName(resource);
  if (bindings.length === 0 && call.store.has(name)) call.store.delete(name);
  const changed = { ...policy, bindings, etag: etag(call.store.nextId()) };
  return bindings.length === 0 ? changed : call.store.set(name, changed);
}

function requireMember({ store }: Call, member: string): void {
  const [, email = "", project = ""] = /^serviceAccount:(.+@(.+)\.iam\.gserviceaccount\.com)$/.exec(text(member)) ?? [];
  if (email !== "" && !store.has(`projects/${project}/serviceAccounts/${email}`))
    throw invalidArgument(`Service account ${email} does not exist.`);
}
