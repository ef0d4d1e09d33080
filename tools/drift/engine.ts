/** What the real engine would do to a stack: its preview, by its events. */
import { CommandError, type EngineEvent, type Stack } from "@pulumi/pulumi/automation";
import type { Step } from "./drift";

const DOES: Readonly<Record<string, Step["does"]>> = {
  create: "create",
  update: "update",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  delete: "delete",
};

/** The steps of a preview by URN; what stays as it is, is read or refreshed, is none. */
export function stepsOf(events: readonly EngineEvent[]): Step[] {
  const steps = new Map<string, Step>();
  for (const { resourcePreEvent } of events) {
    if (resourcePreEvent === undefined) continue;
    const { op, urn, detailedDiff, diffs } = resourcePreEvent.metadata;
    const does = DOES[op];
    if (does === undefined) continue;
    const paths = [...Object.keys(detailedDiff ?? {}), ...(detailedDiff ? [] : (diffs ?? []))];
    const properties = [...new Set([...(steps.get(urn)?.properties ?? []), ...paths])].sort();
    steps.set(urn, { urn, does, properties });
  }
  return [...steps.values()].sort((a, b) => (a.urn < b.urn ? -1 : 1));
}

/** The steps of a preview, or why there is none. */
export type Previewed = { readonly steps: readonly Step[] } | { readonly errors: readonly string[] };

/**
 * Previews an update of a stack. Nothing is changed.
 *
 * @param refresh whether what is really there is read first
 */
export async function previewed(stack: Stack, refresh: boolean, onOutput: (text: string) => void): Promise<Previewed> {
  const events: EngineEvent[] = [];
  try {
    await stack.preview({
      refresh,
      color: "never",
      onOutput,
      onError: onOutput,
      onEvent: (event) => events.push(event),
    });
    return { steps: stepsOf(events) };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const errors = events.flatMap(({ diagnosticEvent }) =>
      diagnosticEvent?.severity === "error" ? [diagnosticEvent.message.trim()] : [],
    );
    return { errors: errors.length > 0 ? errors : [error.message.trim()] };
  }
}
