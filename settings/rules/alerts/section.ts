/** What rules about Alertmanager have in common. */
import type { Problem } from "../../problems";
import type { OwnAlertmanagerSettings } from "../../schema/alerts/alertmanager";
import { key, type Rule, type RuleInput } from "../rule";

export const SECTION = "alerts.alertmanager";

/** Full key of a field of the section. */
export const path = (field: string) => key(`${SECTION}.${field}`);

/** A rule about an Alertmanager of the stack's own alone. */
export function rule(check: (settings: OwnAlertmanagerSettings, input: RuleInput) => readonly Problem[]): Rule {
  return {
    reads: [SECTION],
    check: (input) => (input.alerts?.alertmanager.kind === "own" ? check(input.alerts.alertmanager, input) : []),
  };
}
