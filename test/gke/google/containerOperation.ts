/** Operations of Kubernetes Engine, which are done when they are answered. */
import { type Call, type Handler, part } from "./call";
import type { Json } from "./store";

/** Project and location of a call. */
export const parentOf = (call: Call) => `projects/${part(call, "projectsId")}/locations/${part(call, "locationsId")}`;

export function operation(call: Call, target: string): Json {
  const name = `operation-${call.store.nextId()}`;
  return {
    name,
    status: "DONE",
    location: part(call, "locationsId"),
    targetLink: `${call.baseUrl}${target}`,
    selfLink: `${call.baseUrl}${parentOf(call)}/operations/${name}`,
  };
}

export const finishedOperation: Handler = (call) => ({ name: part(call, "operationsId"), status: "DONE" });
