/** The files of two plans that differ. plan.json and plan.md repeat what the others and the change itself say. */
import { CONFIGURATION_KEY } from "../../../contract/collector/chart";
import { at } from "../../../policy/evidence/reading";
import { compareFiles } from "./compareFiles";
import { partFiles } from "../files";
import type { Plan } from "../plan";
import type { Change } from "./model";

type Parts = Parameters<typeof partFiles>[0];

/** A plan's parts without what is in it twice: each collector's configuration, in its chart's values and in a ConfigMap. */
function withoutCopies({ resources, charts, collectors }: Plan): Parts {
  return {
    resources: resources.filter(({ inputs }) => at(inputs, "data", CONFIGURATION_KEY) === undefined),
    charts: charts.map(({ values, ...chart }) => ({ ...chart, values: { ...values, alternateConfig: undefined } })),
    collectors,
  };
}

/** What a file is made of, by what tells the parts of a plan apart. */
function contents({ resources, charts, collectors }: Parts): ReadonlyMap<string, string> {
  return new Map([
    ...resources.map(({ urn, inputs }) => [urn, JSON.stringify(inputs)] as const),
    ...charts.map((chart) => [`chart ${chart.release}`, JSON.stringify(chart)] as const),
    ...Object.entries(collectors).map(([role, config]) => [`collector ${role}`, JSON.stringify(config)] as const),
  ]);
}

/** Both sides without what is the same in both: writing its files takes longest. */
function withoutSame(before: Parts, after: Parts): readonly [before: Parts, after: Parts] {
  const [old, current] = [contents(before), contents(after)];
  const differs = (name: string) => old.get(name) !== current.get(name);
  const differing = ({ resources, charts, collectors }: Parts): Parts => ({
    resources: resources.filter(({ urn }) => differs(urn)),
    charts: charts.filter(({ release }) => differs(`chart ${release}`)),
    collectors: Object.fromEntries(Object.entries(collectors).filter(([role]) => differs(`collector ${role}`))),
  });
  return [differing(before), differing(after)];
}

/** Every file that differs, with its diff. */
export function fileChanges(before: Plan, after: Plan): Change["files"] {
  const [old, current] = withoutSame(withoutCopies(before), withoutCopies(after));
  return compareFiles(partFiles(old), partFiles(current));
}
