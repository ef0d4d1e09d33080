/** Targets that count their scrapes: the value of each series is the number of the scrape that it was answered to. */
import { createServer, type ServerResponse } from "node:http";

/** The counter; a sample's value tells from which scrape it is. */
export const SCRAPES = "fault_scrapes_total";

/** A scrape to which the whole body was sent. */
export interface AnsweredScrape {
  /** Number of the scrape, from 1: the value of its samples. */
  readonly sequence: number;
  /** Milliseconds since the epoch when the request came. */
  readonly at: number;
}

export interface CountingTarget {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Series of the counter. */
  readonly series: number;
  readonly answered: AnsweredScrape[];
  /** Set to false, scrapes are answered with 503: none is accepted any more. */
  answering: boolean;
  stop(): Promise<void>;
}

export interface TargetOptions {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly series: number;
  /** Answers in the place of the counters; such a target is not compared. */
  readonly answer?: (response: ServerResponse, sequence: number) => void;
}

export const CONTENT_TYPE = { "content-type": "text/plain; version=0.0.4; charset=utf-8" } as const;

function exposition(name: string, series: number, sequence: number): string {
  const lines = [`# TYPE ${SCRAPES} counter`];
  for (let index = 0; index < series; index += 1) {
    lines.push(`${SCRAPES}{target="${name}",number="${index}"} ${sequence}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Starts a target. */
export async function startCountingTarget(options: TargetOptions): Promise<CountingTarget> {
  const { name, address, port, series, answer } = options;
  const answered: AnsweredScrape[] = [];
  let sequence = 0;
  const server = createServer((_request, response) => {
    const at = Date.now();
    if (!target.answering) {
      response.writeHead(503).end();
      return;
    }
    sequence += 1;
    const number = sequence;
    response.once("finish", () => answered.push({ sequence: number, at }));
    if (answer) answer(response, number);
    else response.writeHead(200, CONTENT_TYPE).end(exposition(name, series, number));
  });
  const target: CountingTarget = {
    name,
    address,
    port,
    series: answer ? 0 : series,
    answered,
    answering: true,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, resolve);
  });
  return target;
}
