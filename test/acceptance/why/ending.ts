/** Where the way of something ends, as `npm run why` says. */
import assert from "node:assert/strict";
import type { Answer, Station } from "../../../tools/why/answer";

export interface Ending {
  /** The station at which it ends; absent where it arrives. */
  readonly station?: string;
  readonly verdict: RegExp;
  readonly fix?: RegExp;
}

export const ending = ({ stations }: Answer): Station | undefined => stations.find(({ state }) => state === "ended");

export function assertEnding(answer: Answer, { station, verdict, fix }: Ending): void {
  assert.match(answer.verdict, verdict, JSON.stringify(answer, undefined, 2));
  assert.equal(ending(answer)?.name, station);
  assert.equal(answer.arrives, station === undefined);
  if (fix) assert.match((ending(answer)?.fix?.commands ?? []).join("\n"), fix);
}
