/** Resource Manager: projects, which all exist, and who has which role on them. */
import { type Call, type Handlers, part } from "../call";
import { changedPolicy, iamPolicy } from "../iamPolicy";

const nameOf = (call: Call, parameter: string) => `projects/${part(call, parameter)}`;

export const PROJECTS: Handlers = {
  "cloudresourcemanager.projects.get": (call) => {
    const projectId = part(call, "projectId");
    return { projectId, name: projectId, projectNumber: "123456789012", lifecycleState: "ACTIVE" };
  },
  "cloudresourcemanager.projects.getIamPolicy": (call) => iamPolicy(call, nameOf(call, "resource")),
  "cloudresourcemanager.projects.setIamPolicy": (call) => changedPolicy(call, nameOf(call, "resource")),
};
