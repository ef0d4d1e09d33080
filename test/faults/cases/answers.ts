/** Faults between an agent and its store: what it answers, or that it does not. */
import type { FaultCase } from "../faultCase";
import type { Fault } from "../parts/proxy";
import { LOSS_ALERTS } from "../verdict/evaluate";
import { takenInFault } from "../verdict/losses";

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

/** Alerted although nothing is lost yet: somebody has to correct the address or the credentials. */
const TO_BE_CORRECTED = ["AgentWriteUnauthorized"];

/** What contrib's exporter does with every status from 400 to 499 but 429. */
const GIVES_UP = {
  contrib: {
    reason: "the exporter drops what is answered with 4xx",
    mayLose: takenInFault,
    expectedAlerts: LOSS_ALERTS,
  },
} satisfies FaultCase["exceptions"];

/** Largest request, compressed, of the store that takes small ones alone. */
const SMALL_REQUEST_BYTES = 2000;

export const ANSWERS: readonly FaultCase[] = [
  outage("connection refused", { kind: "refuse" }, { fast: true }),
  outage("the store hangs", { kind: "hang" }),
  outage("reset in mid-body", { kind: "reset" }),
  outage("answer 401", status(401), { expectedAlerts: TO_BE_CORRECTED, exceptions: GIVES_UP }),
  outage("answer 404", status(404), { expectedAlerts: TO_BE_CORRECTED, exceptions: GIVES_UP }),
  outage(
    "answer 413 to requests of more than 2 kB",
    { kind: "smallRequests", maxBytes: SMALL_REQUEST_BYTES },
    { fast: true, exceptions: GIVES_UP },
  ),
  outage("answer 429", status(429), { fast: true }),
  outage("answer 429 with Retry-After", { kind: "status", status: 429, retryAfterSeconds: 5 }),
  outage("answer 500", status(500)),
  outage("answer 502", status(502)),
  outage("answer 503", status(503)),
  outage("answer 504", status(504)),
  // A store that takes a request is asked at once to take the next.
  outage("70 % random 503", { kind: "status", status: 503, share: 0.7 }, { mostRetriesPerSecond: 4 }),
  outage("answer lost after commit", { kind: "dropAnswer" }, { fast: true }),
  outage("200 ms latency", { kind: "latency", milliseconds: 200 }),
];
