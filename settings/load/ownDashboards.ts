/** Reads the dashboards of a stack's own from their folder. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { Problem } from "../problems";
import { PROJECT } from "../schema/settings";

/** A dashboard of one's own. */
export interface OwnDashboard {
  readonly uid: string;
  readonly title: string;
  readonly fileName: string;
  readonly json: unknown;
}

export interface OwnDashboards {
  readonly dashboards: readonly OwnDashboard[];
  readonly problems: readonly Problem[];
}

const KEY = `${PROJECT}:grafana.dashboards`;

/** Prefix of the uids of the stack's own dashboards. */
const TAKEN = "gke-telemetry-";

/** Part of a ConfigMap's name. */
const UID = /^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/;

/** Largest file, in bytes: a ConfigMap holds a MiB with all around it. */
const LARGEST_BYTES = 900_000;

const problem = (value: string, rule: string, fix: string): Problem => ({ path: KEY, value, rule, fix });

/** What is wrong with the content of a file; undefined for a dashboard. */
function wrongOf(json: unknown, bytes: number): { readonly rule: string; readonly fix: string } | undefined {
  const { uid, title } = (typeof json === "object" && json !== null ? json : {}) as Record<string, unknown>;
  if (bytes > LARGEST_BYTES)
    return { rule: `has ${bytes} bytes, and a ConfigMap holds ${LARGEST_BYTES}`, fix: "Split it into several." };
  if (typeof title !== "string" || title === "")
    return {
      rule: "must be a dashboard as Grafana exports it, with a title",
      fix: "Export it in Grafana (Share, Export) as JSON.",
    };
  if (typeof uid !== "string" || !UID.test(uid) || uid.startsWith(TAKEN))
    return {
      rule: `must have a uid of at most 40 lower-case letters, digits and hyphens that does not begin with ${TAKEN}`,
      fix: 'Write one into the file, such as "uid": "shop-orders". It is part of the address, so it must never change.',
    };
  return undefined;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Every dashboard of the folder, or what is wrong with each; none without a folder. */
export function readOwnDashboards(folder: string | undefined): OwnDashboards {
  if (folder === undefined) return { dashboards: [], problems: [] };
  if (!fs.statSync(path.resolve(folder), { throwIfNoEntry: false })?.isDirectory())
    return {
      dashboards: [],
      problems: [problem(folder, "is not an existing folder", `Set ${KEY} to a folder with JSON files, or remove it.`)],
    };
  const files = fs
    .readdirSync(path.resolve(folder))
    .filter((name) => name.endsWith(".json"))
    .sort();
  const read = files.map((name) => {
    const place = path.join(folder, name);
    const json = readJson(place);
    const bytes = fs.statSync(place).size;
    const { uid = "", title = "" } = (json ?? {}) as { uid?: string; title?: string };
    return { place, wrong: wrongOf(json, bytes), dashboard: { uid, title, fileName: `own-${uid}.json`, json } };
  });
  const sound = read.filter(({ wrong }) => wrong === undefined);
  const twice = sound.filter(
    ({ dashboard }, index) => sound.findIndex((other) => other.dashboard.uid === dashboard.uid) < index,
  );
  return {
    dashboards: sound.map(({ dashboard }) => dashboard),
    problems: [
      ...read.flatMap(({ place, wrong }) => (wrong ? [problem(place, wrong.rule, wrong.fix)] : [])),
      ...twice.map(({ place, dashboard }) =>
        problem(place, `has the uid ${dashboard.uid} like another file`, "Give one of them another uid."),
      ),
      ...(files.length === 0
        ? [problem(folder, "has no file whose name ends with .json", `Add one, or remove ${KEY}.`)]
        : []),
    ],
  };
}
