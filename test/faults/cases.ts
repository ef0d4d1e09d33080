/** Every case, in the order of the table. */
import { AGENT_DEATHS } from "./cases/agentDeaths";
import { ANSWERS } from "./cases/answers";
import { DISCOVERY } from "./cases/discovery";
import { DISTANCE } from "./cases/distance";
import { MEANING } from "./cases/meaning";
import { OUTAGES } from "./cases/outages";
import { QUEUE } from "./cases/queue";
import { QUEUE_FILES } from "./cases/queueFiles";
import { SAMPLES } from "./cases/samples";
import { SCRAPES_THAT_FAIL } from "./cases/scrapes";
import type { FaultCase } from "./faultCase";

export const ALL_CASES: readonly FaultCase[] = [
  ...OUTAGES,
  ...ANSWERS,
  ...DISTANCE,
  ...SAMPLES,
  ...MEANING,
  ...AGENT_DEATHS,
  ...QUEUE,
  ...QUEUE_FILES,
  ...SCRAPES_THAT_FAIL,
  ...DISCOVERY,
];
