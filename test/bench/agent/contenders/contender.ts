/** A program that scrapes the targets and writes what it scrapes to the sink. */
import type { ScrapedPod } from "../../../faults/plan/scrapeTargets";
import type { Programs } from "../../../programs/programs";

export interface Surroundings {
  /** On a disk, so that what is written to it counts. */
  readonly folder: string;
  readonly programs: Partial<Programs>;
  /** Path of a static busybox. */
  readonly busybox: string;
  readonly address: string;
  readonly pods: readonly ScrapedPod[];
  readonly sink: { readonly address: string; readonly url: string };
}

export interface Running {
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

export interface Contender {
  readonly name: string;
  /** Whether it sends nothing. */
  readonly isBaseline?: true;
  /** Whether it scrapes the kubelet of its node besides. */
  readonly scrapesKubelet?: true;
  readonly start: (surroundings: Surroundings) => Promise<Running>;
}

/** Every program is given as many threads as Go takes in a container whose limit is one or two CPUs. */
export const GO_ENVIRONMENT = { GOMAXPROCS: "2" } as const;
