/** Probes over HTTP, on a container port by its name. */

export interface ProbeTiming {
  readonly periodSeconds: number;
  /** Failures in a row until the probe counts as failed. */
  readonly failureThreshold: number;
}

/** A probe that asks for a path; anything but an answer below 400 within five seconds is a failure. */
export function httpProbe(port: string, path: string, timing: ProbeTiming) {
  return { httpGet: { port, path }, timeoutSeconds: 5, ...timing };
}
