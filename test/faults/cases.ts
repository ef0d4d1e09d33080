/** Every case, in the order of the table. */
import { AGENT_DEATHS } from "./cases/agentDeaths";
import { ANSWERS } from "./cases/answers";
import { DISCOVERY } from "./cases/discovery";
import { OUTAGES } from "./cases/outages";
import { QUEUE } from "./cases/queue";
import { SAMPLES } from "./cases/samples";
import { SCRAPES_THAT_FAIL } from "./cases/scrapes";
import type { FaultCase } from "./faultCase";

export const ALL_CASES: readonly FaultCase[] = [
  ...OUTAGES,
  ...ANSWERS,
  ...SAMPLES,
  ...AGENT_DEATHS,
  ...QUEUE,
  ...SCRAPES_THAT_FAIL,
  ...DISCOVERY,
];
