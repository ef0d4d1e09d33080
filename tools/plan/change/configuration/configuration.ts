/** What differs between the configurations of two plans, by meaning. */
import * as YAML from "yaml";
import { CONFIGURATION_KEY } from "../../../../contract/collector/chart";
import { objectAt, textAt } from "../../../../policy/evidence/reading";
import { everyCollector } from "../../collectors";
import { resourceFile } from "../../output/fileNames";
import type { Plan } from "../../plan";
import { differences } from "../differences";
import type { ConfigurationChange } from "../model";
import { collectorParts, partsOf, type Parts } from "./parts";

/** A configuration of a plan. */
interface Configuration {
  readonly of: string;
  readonly file: string;
  /** As text, so that equal ones need not be read. */
  readonly text: string;
  readonly parts: () => Parts;
}

/** JSON or YAML, which most of them are not written by hand. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return YAML.parse(text);
  }
}

const RULES = /-alerts\.yaml$|^recording\.yaml$/;

/** Whose a configuration in a ConfigMap is. */
function ownerOf(configMap: string, key: string): string {
  const dashboard = /^grafana-dashboard-.*/.test(configMap) && key.endsWith(".json");
  if (dashboard) return `dashboard ${key.replace(/\.json$/, "")}`;
  return RULES.test(key) ? "alerts" : configMap.replace(/-config(?:uration)?$/, "");
}

/** Every configuration, by a name that stays the same. */
function configurationsOf(plan: Plan): ReadonlyMap<string, Configuration> {
  const collectors = Object.entries(everyCollector(plan)).map(([of, { file, config }]): [string, Configuration] => [
    `collector ${of}`,
    { of, file, text: JSON.stringify(config), parts: () => collectorParts(config) },
  ]);
  const maps = plan.resources.filter(({ type }) => type === "kubernetes:core/v1:ConfigMap");
  const others = maps.flatMap((resource) => {
    const { inputs } = resource;
    const name = textAt(inputs, "metadata", "name");
    const file = resourceFile(resource) ?? "";
    return Object.entries(objectAt(inputs, "data")).flatMap(([key, text]): [string, Configuration][] =>
      key === CONFIGURATION_KEY || typeof text !== "string" || !/\.(?:json|ya?ml)$/.test(key)
        ? []
        : [[`${name} ${key}`, { of: ownerOf(name, key), file, text, parts: () => partsOf(parsed(text)) }]],
    );
  });
  return new Map([...collectors, ...others]);
}

function changesOf({ of, file }: Configuration, before: Parts, after: Parts): ConfigurationChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((what): ConfigurationChange[] => {
    const change = (kind: ConfigurationChange["kind"], details: ConfigurationChange["details"] = []) => [
      { of, file, kind, what, details },
    ];
    if (!(what in before)) return change("added");
    if (!(what in after)) return change("removed");
    const details = differences(before[what], after[what]);
    return details.length > 0 ? change("changed", details) : [];
  });
}

/** Every part that differs, in the order of the configurations' names. */
export function configurationChanges(before: Plan, after: Plan): ConfigurationChange[] {
  const [olds, currents] = [configurationsOf(before), configurationsOf(after)];
  const names = [...new Set([...olds.keys(), ...currents.keys()])].sort();
  return names.flatMap((name) => {
    const [old, current] = [olds.get(name), currents.get(name)];
    const either = current ?? old;
    if (!either || old?.text === current?.text) return [];
    return changesOf(either, old?.parts() ?? {}, current?.parts() ?? {});
  });
}
