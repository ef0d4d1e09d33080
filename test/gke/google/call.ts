/** One request to an API, and what answers it. */
import type { Json, Store } from "./store";

export interface Call {
  /** Id of the method, such as `compute.networks.insert`. */
  readonly id: string;
  /** Parts of the path: `{ projectsId: "acme-dev" }`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Json;
  readonly store: Store;
  /** Address of the API with the beginning of its paths, such as `https://compute.googleapis.com/compute/beta/`. */
  readonly baseUrl: string;
}

/** What a method does and answers. */
export type Handler = (call: Call) => Json;

/** By the ids of methods. */
export type Handlers = Readonly<Record<string, Handler>>;

/** A part of the path, which the method has by its discovery document. */
export function part(call: Call, name: string): string {
  const value = call.parameters[name];
  if (value === undefined) throw new Error(`${call.id} has no path parameter ${name}`);
  return value;
}

/** A text of a message. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
