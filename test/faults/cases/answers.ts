/** Faults between an agent and its store: what it answers, or that it does not. */
import type { FaultCase } from "../faultCase";
import type { Fault } from "../parts/proxy";

const OUTAGE_SECONDS = 30;

function outage(name: string, fault: Fault, more: Partial<FaultCase> = {}): FaultCase {
  return {
    name,
    promise: `Nothing is lost in ${OUTAGE_SECONDS} s.`,
    ...more,
    run: async (running) => {
      await running.faultFor(fault, OUTAGE_SECONDS);
      await running.wait(3);
    },
  };
}

const status = (code: number) => ({ kind: "status", status: code }) as const;

export const ANSWERS: readonly FaultCase[] = [
  outage("connection refused", { kind: "refuse" }, { fast: true }),
  outage("the store hangs", { kind: "hang" }),
  outage("reset in mid-body", { kind: "reset" }),
  outage("answer 429", status(429), { fast: true }),
  outage("answer 429 with Retry-After", { kind: "status", status: 429, retryAfterSeconds: 5 }),
  outage("answer 500", status(500), { fast: true }),
  outage("answer 502", status(502)),
  outage("answer 503", status(503)),
  outage("answer 504", status(504)),
  outage("70 % random 503", { kind: "status", status: 503, share: 0.7 }),
  outage("answer lost after commit", { kind: "dropAnswer" }, { fast: true }),
  outage("200 ms latency", { kind: "latency", milliseconds: 200 }),
];
