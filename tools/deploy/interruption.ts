/** Ctrl-C while the engine works. */
import { Interrupted } from "../cli";

/**
 * Waits for the engine. A terminal gives Ctrl-C to it too: it ends what it has begun and writes its state, which it could
 * not if this process, which reads its output, were gone.
 *
 * @throws Interrupted once the engine has ended after Ctrl-C
 */
export async function untilItEnds<Result>(
  work: () => Promise<Result>,
  tellLine: (text: string) => void,
): Promise<Result> {
  const interruption = new AbortController();
  const onSignal = () => {
    if (!interruption.signal.aborted) tellLine("Waiting until the engine has ended what it has begun.");
    interruption.abort();
  };
  process.on("SIGINT", onSignal);
  try {
    return await work();
  } catch (error) {
    throw interruption.signal.aborted ? new Interrupted() : error;
  } finally {
    process.off("SIGINT", onSignal);
  }
}
