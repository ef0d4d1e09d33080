/** Google's list prices, as of the date in `googlePrices.json`. Nothing is fetched: prices change with a commit. */
import list from "./googlePrices.json";

/** Prices of a region and a series of machines, in US dollars. */
export interface RegionPrices {
  /** Name of the region. */
  readonly region: string;
  /** The series, such as `e2`. */
  readonly series: string;
  /** Of a virtual processor for an hour. */
  readonly processorHour: number;
  /** Of a GiB of memory for an hour. */
  readonly gibHour: number;
  /** Of a GiB of a balanced disk for a month. */
  readonly diskGibMonth: number;
}

/** What stands in for a region and for a series that are not in the list. */
const DEFAULT = { region: "europe-west1", series: "e2" } as const;

interface Region {
  readonly diskGibMonth: number;
  /** By series: the prices that `machines` of the list names, in its order. */
  readonly machines: Readonly<Record<string, readonly number[]>>;
}

const regions: Readonly<Record<string, Region>> = list.regions;

/** Date of the list, YYYY-MM-DD. */
export const PRICE_DATE = list.date;

/** Prices that are the same in all regions, in US dollars. */
export const PRICES = {
  clusterHour: list.clusterHour,
  logsGib: list.logsGib,
  freeLogsGibMonth: list.freeLogsGibMonth,
} as const;

/** Series of a machine type: `n2` of `n2-standard-8`. */
const seriesOf = (machineType: string) => machineType.split("-")[0] ?? "";

/**
 * The prices of a machine's series in the region of a location.
 *
 * @param location a zone or a region. Where it is not in the list, the prices are those of europe-west1
 * @param machineType such as `n2-standard-8`. Where the list has no prices of its series there, they are those of E2
 * @param spot whether machines are spot machines, whose price Google changes up to once a month
 */
export function regionPrices(location: string, machineType: string, spot: boolean): RegionPrices {
  const wanted = location.replace(/-[a-z]$/, "");
  const region = regions[wanted] ? wanted : DEFAULT.region;
  const { diskGibMonth, machines }: Region = regions[wanted] ?? list.regions[DEFAULT.region];
  const series = machines[seriesOf(machineType)] ? seriesOf(machineType) : DEFAULT.series;
  // Every region has E2: the list's test says so.
  const price = (name: string) => machines[series]?.[list.machines.indexOf(name)] ?? NaN;
  return {
    region,
    series,
    processorHour: price(spot ? "spotProcessorHour" : "processorHour"),
    gibHour: price(spot ? "spotGibHour" : "gibHour"),
    diskGibMonth,
  };
}

/** GiB of memory for each virtual processor, by series and kind. The smallest machines of C4 and C4D have a bit less. */
const GIB_PER_PROCESSOR: Readonly<Record<string, Readonly<Record<string, number>>>> = list.gibPerProcessor;

/** What is billed of E2's machines that share a core: parts of a virtual processor, and GiB of memory. */
const SHARED_CORE: Readonly<Record<string, readonly [processors: number, gib: number]>> = {
  "e2-micro": [0.25, 1],
  "e2-small": [0.5, 2],
  "e2-medium": [1, 4],
};

/** What is billed of a machine; undefined for a type whose name does not tell it. */
function billedOf(machineType: string, series: string): readonly [processors: number, gib: number] | undefined {
  const shared = SHARED_CORE[machineType];
  if (shared) return shared;
  const [, kind = "", processors = ""] = /^[a-z0-9]+-(standard|highmem|highcpu)-(\d+)$/.exec(machineType) ?? [];
  const gib = GIB_PER_PROCESSOR[series]?.[kind];
  return gib === undefined ? undefined : [Number(processors), Number(processors) * gib];
}

/** Price of a machine for an hour, in US dollars; undefined for a type whose name does not tell its size. */
export function machineHour({ series, processorHour, gibHour }: RegionPrices, machineType: string): number | undefined {
  const [processors, gib] = billedOf(machineType, series) ?? [];
  return processors === undefined || gib === undefined ? undefined : processors * processorHour + gib * gibHour;
}

/** Whether the prices are those of a machine type's own series. */
export function isListedMachine({ series }: RegionPrices, machineType: string): boolean {
  return seriesOf(machineType) === series;
}
