/** Probes of containers. */

export interface ProbeTiming {
  readonly periodSeconds: number;
  /** Failures in a row until the probe counts as failed. */
  readonly failureThreshold: number;
}

/** A probe over HTTP, on a container port by its name, that asks for a path; anything but an answer below 400 within five seconds is a failure. */
export function httpProbe(port: string, path: string, timing: ProbeTiming) {
  return { httpGet: { port, path }, timeoutSeconds: 5, ...timing };
}

/** A probe that runs a program in the container; an end with anything but 0, or none within ten seconds, is a failure. */
export function commandProbe(command: readonly string[], timing: ProbeTiming) {
  return { exec: { command: [...command] }, timeoutSeconds: 10, ...timing };
}
