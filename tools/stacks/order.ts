/** The order in which stacks are updated. */

export interface KnownStack {
  readonly name: string;
  /** Kind of the cluster; absent where the settings have problems. */
  readonly kind?: string;
  /** Whether the cluster is protected from deletion, as one is that matters. */
  readonly isProtected: boolean;
}

/** Names of the stacks of a kind: those that may be deleted first, each group by name. */
export function inOrder(stacks: readonly KnownStack[], kind: string | undefined): string[] {
  return stacks
    .filter((stack) => kind === undefined || stack.kind === undefined || stack.kind === kind)
    .sort((a, b) => Number(a.isProtected) - Number(b.isProtected) || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}
