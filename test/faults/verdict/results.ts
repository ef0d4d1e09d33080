/** The figures of each case, kept in a file so that cases that were run one by one make one table. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import pins from "../../programs/pinnedPrograms.json";
import type { Certificate } from "../../../tools/certificate/certificate";
import type { VariantName } from "../plan/plannedVariant";

export interface Figures {
  readonly accepted: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly misdated: number;
  /** Failed requests per second of the fault. */
  readonly retriesPerSecond?: number;
  readonly extra?: string;
  /** What the certificate says of the variant; absent where nothing is promised. */
  readonly certificate?: Certificate["verdict"];
}

export type Cells = Readonly<Partial<Record<VariantName, Figures>>>;

const number = (value: number) => value.toLocaleString("en-US");

/** What a cell says: what was lost of what was accepted, and what else was counted. */
export function cellText({
  accepted,
  lost,
  duplicated,
  misdated,
  retriesPerSecond,
  extra,
  certificate,
}: Figures): string {
  return [
    `${lost === 0 ? "0" : `**${number(lost)}**`} of ${number(accepted)}`,
    ...(duplicated > 0 ? [`${number(duplicated)} twice`] : []),
    ...(misdated > 0 ? [`${number(misdated)} misdated`] : []),
    ...(retriesPerSecond === undefined ? [] : [`${retriesPerSecond}/s`]),
    ...(extra === undefined ? [] : [extra]),
    ...(certificate === undefined ? [] : [`certificate: ${certificate}`]),
  ].join("; ");
}

const FILE = resolve("out", "faults", "results.json");
/** Figures of other versions are not mixed with those of these. */
const VERSIONS = `otelcol ${pins.otelcol.version}, prometheus ${pins.prometheus.version}`;

interface Kept {
  readonly versions: string;
  readonly rows: Readonly<Record<string, Cells>>;
}

function keptRows(): Readonly<Record<string, Cells>> {
  try {
    const { versions, rows } = JSON.parse(readFileSync(FILE, "utf8")) as Kept;
    return versions === VERSIONS ? rows : {};
  } catch {
    return {};
  }
}

/** The figures of earlier runs, until a case runs again. */
export class Results {
  /** Keeps the figures of a case in the place of earlier ones. */
  add(name: string, cells: Cells): void {
    // Read anew each time: another run may have added its own meanwhile.
    const rows = Object.entries({ ...keptRows(), [name]: cells }).sort(([one], [other]) => one.localeCompare(other));
    mkdirSync(dirname(FILE), { recursive: true });
    const kept: Kept = { versions: VERSIONS, rows: Object.fromEntries(rows) };
    writeFileSync(FILE, `${JSON.stringify(kept, undefined, 2)}\n`);
  }

  cells(name: string): Cells | undefined {
    return keptRows()[name];
  }
}
