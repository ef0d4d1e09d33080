/** Names that children of the stack's own components had before their parent's name was the beginning of theirs. */
import type { Alias } from "@pulumi/pulumi";

/**
 * Aliases of a child, so that an existing state keeps it under its new name.
 *
 * Only the component that always had such a child gets one: any other would claim it too, and the engine refuses two
 * resources with one past.
 *
 * @param component name of the component
 * @param original name of the stack's own component of the same type
 * @param child former name of its child
 */
export function formerName(component: string, original: string, child: string): Alias[] {
  return component === original ? [{ name: child }] : [];
}
