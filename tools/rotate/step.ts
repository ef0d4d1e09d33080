/** What a step of a generation does, and its text. */
import { acceptedGenerations, stepsUntilRefused } from "../../contract/credentials/generations";
import { CREDENTIAL_KINDS, type CredentialKind, generationPath, type Generations } from "../../settings/generations";
import type { Settings } from "../../settings/schema/settings";
import { principals } from "../../workloads/prometheus/web";
import { aligned } from "../terminal";

/** A step of one kind of credentials. */
export interface Step {
  readonly kind: CredentialKind;
  /** Full key of the setting. */
  readonly setting: string;
  readonly from: number;
  readonly to: number;
  /** Generations that are accepted from now on, before anybody uses them. */
  readonly becomeValid: readonly number[];
  /** Who uses the generation `to` from now on. */
  readonly usedBy: readonly string[];
  /** Generations that are refused from now on. */
  readonly end: readonly number[];
  /** Who gets a new password that is the only one from now on. */
  readonly replacedAtOnce: readonly string[];
  /** Workloads whose pods restart. */
  readonly restart: readonly string[];
}

/** Steps after which something that has leaked is refused, by what has leaked. */
export const STEPS_AFTER_LEAK = {
  password: stepsUntilRefused(),
  key: stepsUntilRefused(),
  // It holds the next generation too.
  state: stepsUntilRefused(1),
} as const;

type Parts = Pick<Settings, "metrics" | "grafana" | "tracing" | "alerts">;

const hasAlertmanager = ({ alerts }: Parts) => alerts.alertmanager.kind === "own";

/** Collectors that show certificates and trust the stack's authority. */
function collectors({ tracing }: Parts): string[] {
  return ["agents", ...(tracing ? ["gateway"] : []), ...(tracing?.sampling.kind === "tail" ? ["samplers"] : [])];
}

function usersOf(kind: CredentialKind, parts: Parts): string[] {
  if (kind === "passwords") return [...principals(parts), ...(hasAlertmanager(parts) ? ["prometheus"] : [])];
  const { metrics, tracing } = parts;
  return [
    ...(metrics.kind === "prometheus" ? ["Prometheus"] : []),
    ...(hasAlertmanager(parts) ? ["Alertmanager"] : []),
    ...(tracing ? [...collectors(parts), "Jaegers"] : []),
  ];
}

function replacedBy(kind: CredentialKind, parts: Parts): string[] {
  if (kind === "certificates") return [];
  const alertmanager = hasAlertmanager(parts) ? ["Alertmanager's probes"] : [];
  return ["Prometheus' probes", ...alertmanager, ...(parts.grafana.enabled ? ["Grafana's administrator"] : [])];
}

function restartsOf(kind: CredentialKind, parts: Parts): string[] {
  const grafana = parts.grafana.enabled && parts.metrics.kind === "prometheus" ? ["Grafana"] : [];
  return kind === "passwords" ? grafana : [...collectors(parts), ...grafana];
}

/** The steps from the deployed generations to the next ones. */
export function stepsOf(deployed: Generations, kinds: readonly CredentialKind[], parts: Parts): Step[] {
  return CREDENTIAL_KINDS.filter((kind) => kinds.includes(kind)).flatMap((kind) => {
    const from = deployed[kind];
    if (from === undefined) return [];
    const to = from + 1;
    const [before, after] = [acceptedGenerations(from), acceptedGenerations(to)];
    return [
      {
        kind,
        setting: generationPath(kind),
        from,
        to,
        becomeValid: after.filter((one) => !before.includes(one)),
        usedBy: usersOf(kind, parts),
        end: before.filter((one) => !after.includes(one)),
        replacedAtOnce: replacedBy(kind, parts),
        restart: restartsOf(kind, parts),
      },
    ];
  });
}

const listed = (items: readonly (string | number)[]) => (items.length === 0 ? "none" : items.join(", "));

/** A step as lines, the first of which is its heading. */
export function stepLines({
  kind,
  setting,
  from,
  to,
  becomeValid,
  usedBy,
  end,
  replacedAtOnce,
  restart,
}: Step): [string, ...string[]] {
  return [
    `${kind}: generation ${from} → ${to} (${setting})`,
    ...aligned([
      ["becomes valid", `${listed(becomeValid)}, which nobody uses yet`],
      ["used from now", `${to}, by ${listed(usedBy)}`],
      ["ends", listed(end)],
      ...(replacedAtOnce.length > 0 ? [["replaced at once", listed(replacedAtOnce)] as const] : []),
      ["restarts", listed(restart)],
    ]),
  ];
}

/** How many steps a leak takes, as lines. */
export function leakLines(): string[] {
  const { password, key, state } = STEPS_AFTER_LEAK;
  return aligned([
    ["a leaked password", `refused after ${password} steps of passwords`],
    ["a leaked private key", `refused after ${key} steps of certificates`],
    ["a leaked state", `all of it refused after ${state} steps of both, because it holds the next generation too`],
  ]);
}
