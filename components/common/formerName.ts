/** Names by which existing states know the children of the stack's own components. */
import type { Alias } from "@pulumi/pulumi";

/**
 * Aliases of a child, so that an existing state keeps it under its new name.
 *
 * Only the stack's own component gets aliases. A second component with the same aliases would claim the same resource,
 * which the engine rejects.
 *
 * @param component name of the component
 * @param original name of the stack's own component of the same type
 * @param child former name of its child
 */
export function formerName(component: string, original: string, child: string): Alias[] {
  return component === original ? [{ name: child }] : [];
}

/**
 * Logical name of a child that is called by the object that it makes: begins with the component's, but for the stack's
 * own component, whose children keep the bare name.
 */
export function childName(component: string, original: string, child: string): string {
  return component === original ? child : `${component}-${child}`;
}
