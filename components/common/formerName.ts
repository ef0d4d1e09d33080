/** Logical names of components' children. The stack's own components keep the names that existing states have. */
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
 * Logical name of a child that has the name of its object. The component's name is its prefix, so that two components
 * of a type fit one program; the stack's own component has none, as in existing states.
 *
 * @param component name of the component
 * @param original name of the stack's own component of the same type
 * @param child name of the object
 */
export function childName(component: string, original: string, child: string): string {
  return component === original ? child : `${component}-${child}`;
}
