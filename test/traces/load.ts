/** Applications that make traces all the time, each of which takes a while and runs on two nodes. */
import type { Collector } from "./collector";
import { pause } from "./path";
import { sendSpans, traceId, traceSpans } from "./sender";

/** A trace that was sent wholly. */
export interface SentTrace {
  readonly id: string;
  /** Milliseconds since the epoch at which its first spans were sent. */
  readonly startedAt: number;
  readonly error: boolean;
}

export const SPANS_PER_TRACE = 4;

/** Traces that start every tenth of a second. */
const TRACES_PER_TICK = 5;

export class Load {
  readonly sent: SentTrace[] = [];
  private running = true;
  private readonly pending: Promise<void>[] = [];
  private number = 0;
  private readonly loop: Promise<void>;

  /**
   * @param agents agents of two nodes
   * @param seconds how long a trace takes
   * @param run number that makes its trace ids different from those of another load
   */
  constructor(
    private readonly agents: readonly Collector[],
    private readonly seconds: number,
    private readonly run: number,
  ) {
    this.loop = this.start();
  }

  private async start(): Promise<void> {
    while (this.running) {
      for (let count = 0; count < TRACES_PER_TICK; count += 1) this.pending.push(this.trace());
      await pause(0.1);
    }
  }

  /** Its root's node sends first; the other node, where the error happens, a while later. */
  private async trace(): Promise<void> {
    this.number += 1;
    const error = this.number % 2 === 0;
    const id = traceId(this.number, this.run);
    const spans = traceSpans(id, SPANS_PER_TRACE, error);
    const [first, second] = this.agents;
    if (first === undefined || second === undefined) throw new Error("a load needs two agents");
    const startedAt = Date.now();
    await sendSpans(first.address, spans.slice(0, 2), { "service.name": "front" });
    await pause(this.seconds);
    await sendSpans(second.address, spans.slice(2), { "service.name": "back" });
    this.sent.push({ id, startedAt, error });
  }

  /** Starts no more traces, and waits until those that have started are sent. */
  async stop(): Promise<readonly SentTrace[]> {
    this.running = false;
    await this.loop;
    await Promise.all(this.pending);
    return this.sent;
  }
}
