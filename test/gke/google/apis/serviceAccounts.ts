/** IAM: service accounts. */
import { type Call, type Handlers, part, text } from "../call";
import { invalidArgument } from "../errors";
import { isJson, merged } from "../store";

/** The full name; `projects/-` stands for the project that the address names. */
function nameOf(call: Call): string {
  const email = part(call, "serviceAccountsId");
  const project = /@(.+)\.iam\.gserviceaccount\.com$/.exec(email)?.[1] ?? part(call, "projectsId");
  return `projects/${project}/serviceAccounts/${email}`;
}

export const SERVICE_ACCOUNTS: Handlers = {
  "iam.projects.serviceAccounts.create": (call) => {
    const project = part(call, "projectsId");
    const id = text(call.body["accountId"]);
    if (!/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(id)) throw invalidArgument(`Invalid account id ${id}`);
    const email = `${id}@${project}.iam.gserviceaccount.com`;
    const name = `projects/${project}/serviceAccounts/${email}`;
    const given = isJson(call.body["serviceAccount"]) ? call.body["serviceAccount"] : {};
    const uniqueId = `1${call.store.nextId().padStart(20, "0")}`;
    return call.store.add(name, { ...given, name, email, projectId: project, uniqueId, oauth2ClientId: uniqueId });
  },
  "iam.projects.serviceAccounts.get": (call) => call.store.get(nameOf(call)),
  "iam.projects.serviceAccounts.patch": (call) => {
    const given = isJson(call.body["serviceAccount"]) ? call.body["serviceAccount"] : {};
    return call.store.set(nameOf(call), merged(call.store.get(nameOf(call)), given));
  },
  "iam.projects.serviceAccounts.delete": (call) => {
    call.store.delete(nameOf(call));
    return {};
  },
};
