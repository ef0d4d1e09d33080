/** Artifact Registry: repositories of images, and who may read them. */
import { type Call, type Handlers, part, text } from "../call";
import { changedPolicy, iamPolicy } from "../iamPolicy";
import { type Json, merged } from "../store";

const parentOf = (call: Call) => `projects/${part(call, "projectsId")}/locations/${part(call, "locationsId")}`;
const nameOf = (call: Call) => `${parentOf(call)}/repositories/${part(call, "repositoriesId")}`;

function operation(call: Call, response: Json): Json {
  return { name: `${parentOf(call)}/operations/${call.store.nextId()}`, done: true, response };
}

export const REPOSITORIES: Handlers = {
  "artifactregistry.projects.locations.repositories.create": (call) => {
    const name = `${parentOf(call)}/repositories/${text(call.query.get("repositoryId"))}`;
    const createTime = new Date().toISOString();
    return operation(call, call.store.add(name, { ...call.body, name, createTime, updateTime: createTime }));
  },
  "artifactregistry.projects.locations.repositories.get": (call) => call.store.get(nameOf(call)),
  "artifactregistry.projects.locations.repositories.patch": (call) =>
    call.store.set(nameOf(call), merged(call.store.get(nameOf(call)), call.body)),
  "artifactregistry.projects.locations.repositories.delete": (call) => {
    call.store.delete(nameOf(call));
    return operation(call, {});
  },
  "artifactregistry.projects.locations.repositories.getIamPolicy": (call) => iamPolicy(call, nameOf(call)),
  "artifactregistry.projects.locations.repositories.setIamPolicy": (call) => changedPolicy(call, nameOf(call)),
};
