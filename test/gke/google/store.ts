/** The resources that exist, by their full names: `projects/acme-dev/locations/europe-west1-b/clusters/telemetry-dev`. */
import { alreadyExists, failedPrecondition, notFound } from "./errors";

export type Json = Record<string, unknown>;

export class Store {
  private readonly resources = new Map<string, Json>();
  private count = 0;

  /** A number that no other resource or operation has. */
  nextId(): string {
    return String(++this.count);
  }

  has(name: string): boolean {
    return this.resources.has(name);
  }

  get(name: string): Json {
    const resource = this.resources.get(name);
    if (!resource) throw notFound(name);
    return resource;
  }

  add(name: string, resource: Json): Json {
    if (this.has(name)) throw alreadyExists(name);
    this.resources.set(name, resource);
    return resource;
  }

  set(name: string, resource: Json): Json {
    this.resources.set(name, resource);
    return resource;
  }

  /** Deletes a resource and those below it; those that another one refers to cannot be deleted. */
  delete(name: string): void {
    this.get(name);
    const user = this.userOf(name);
    if (user !== undefined) throw failedPrecondition(`The resource '${name}' is already being used by '${user}'`);
    for (const own of [...this.resources.keys()].filter((other) => isOwn(other, name))) this.resources.delete(own);
  }

  /** A resource that refers to another one and is not below it. */
  userOf(name: string): string | undefined {
    return [...this.resources].find(([other, resource]) => !isOwn(other, name) && refersTo(resource, name))?.[0];
  }

  /** The resources directly in a collection, such as `projects/acme-dev/global/networks`. */
  list(collection: string): Json[] {
    const prefix = `${collection}/`;
    const isIn = (name: string) => name.startsWith(prefix) && !name.slice(prefix.length).includes("/");
    return [...this.resources].filter(([name]) => isIn(name)).map(([, resource]) => resource);
  }

  names(): string[] {
    return [...this.resources.keys()].sort();
  }
}

/** Whether a resource is another one, or below it. */
const isOwn = (resource: string, name: string) => resource === name || resource.startsWith(`${name}/`);

/** Whether a text in `value` is the name, alone or at the end of an address. */
function refersTo(value: unknown, name: string): boolean {
  if (typeof value === "string") return value === name || value.endsWith(`/${name}`);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((part) => refersTo(part, name));
}

/** `target` with the fields of `patch`, which replace lists and are merged into objects; `null` removes a field. */
export function merged(target: Json, patch: Json): Json {
  const result: Json = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    const before = result[name];
    if (value === null) result[name] = undefined;
    else if (isJson(value)) result[name] = merged(isJson(before) ? before : {}, value);
    else result[name] = value;
  }
  return result;
}

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
