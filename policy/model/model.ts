/** What the resources of a stack look like: for each, its type, its name and its shape. */
import type { Shape } from "../evidence/shape";

/** One resource, or those that a name's form allows. */
export interface Entry {
  /** Kind of the Kubernetes object, or type of the resource. */
  readonly kind: string;
  /** Name of the object, or logical name of the resource. */
  readonly name: string | RegExp;
  readonly shape: Shape;
}

export const entry = (kind: string, name: string | RegExp, shape: Shape): Entry => ({ kind, name, shape });

/** Whether an entry is about a resource. */
export function isAbout({ kind, name }: Entry, ofKind: string, named: string): boolean {
  return (
    kind === ofKind && (typeof name === "string" ? name === named : new RegExp(`^(?:${name.source})$`).test(named))
  );
}
