/** Google's list prices, as of the date in `googlePrices.json`. Nothing is fetched: prices change with a commit. */
import list from "./googlePrices.json";

/** Prices of a region, in US dollars. */
export interface RegionPrices {
  /** Name of the region. */
  readonly region: string;
  /** Of a virtual processor of E2 for an hour. */
  readonly processorHour: number;
  /** Of a GiB of memory of E2 for an hour. */
  readonly gibHour: number;
  /** Of a GiB of a balanced disk for a month. */
  readonly diskGibMonth: number;
}

/** The region whose prices stand in for those of a region that is not in the list. */
const DEFAULT_REGION = "europe-west1";

const regions: Readonly<Record<string, (typeof list.regions)["europe-west1"]>> = list.regions;

/** Date of the list, YYYY-MM-DD. */
export const PRICE_DATE = list.date;

/** Prices that are the same in all regions, in US dollars. */
export const PRICES = {
  clusterHour: list.clusterHour,
  logsGib: list.logsGib,
  freeLogsGibMonth: list.freeLogsGibMonth,
} as const;

/**
 * The prices of the region of a location.
 *
 * @param location a zone or a region. Where it is not in the list, the prices are those of europe-west1
 * @param spot whether machines are spot machines, whose price Google changes up to once a month
 */
export function regionPrices(location: string, spot: boolean): RegionPrices {
  const wanted = location.replace(/-[a-z]$/, "");
  const listed = regions[wanted];
  const prices = listed ?? list.regions[DEFAULT_REGION];
  return {
    region: listed ? wanted : DEFAULT_REGION,
    processorHour: spot ? prices.spotProcessorHour : prices.processorHour,
    gibHour: spot ? prices.spotGibHour : prices.gibHour,
    diskGibMonth: prices.diskGibMonth,
  };
}

/** GiB of memory for each virtual processor of E2. */
const GIB_PER_PROCESSOR: Readonly<Record<string, number>> = { standard: 4, highmem: 8, highcpu: 1 };

/** Price of a machine for an hour, in US dollars, as E2; undefined for a type whose name does not tell its size. */
export function machineHour({ processorHour, gibHour }: RegionPrices, machineType: string): number | undefined {
  const [, kind = "", processors = ""] = /^[a-z0-9]+-(standard|highmem|highcpu)-(\d+)$/.exec(machineType) ?? [];
  const gib = GIB_PER_PROCESSOR[kind];
  return gib === undefined ? undefined : Number(processors) * (processorHour + gib * gibHour);
}

/** Whether a machine type is of the series whose prices the list has. */
export function isListedMachine(machineType: string): boolean {
  return machineType.startsWith(`${list.series}-`);
}
