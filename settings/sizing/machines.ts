/** Memory of Compute Engine machine types: https://cloud.google.com/compute/docs/machine-resource */
import { MIB_PER_GIB } from "./units";

/** GiB for each virtual processor; the smallest of all series, so that no node is thought larger than it is. */
const GIB_PER_PROCESSOR: Readonly<Record<string, number>> = { standard: 3.75, highmem: 6.5, highcpu: 0.9 };

/** Memory of a node, in MiB; undefined for a type whose name does not tell. */
export function nodeMemoryMiB(machineType: string): number | undefined {
  const [, kind = "", processors = ""] = /^[a-z0-9]+-(standard|highmem|highcpu)-(\d+)/.exec(machineType) ?? [];
  const gibPerProcessor = GIB_PER_PROCESSOR[kind];
  return gibPerProcessor === undefined ? undefined : Math.floor(gibPerProcessor * Number(processors) * MIB_PER_GIB);
}
