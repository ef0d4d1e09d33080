/** `npm run why -- KIND/NAME --stack NAME`: where the way of one thing ends, and what to do. */
import { runCommand } from "../cli";
import { failureText } from "../failure";
import { writeReport } from "../terminal";
import { RequestError } from "../live/api";
import { CLUSTER_OPTIONS, CLUSTER_USAGE, type ClusterOptions } from "../live/cluster";
import type { Answer } from "./answer";
import type { Look } from "./look/look";
import { openLook } from "./look/open";
import { answerLines } from "./output";
import { podAnswer } from "./pod/path";
import { metricAnswer } from "./metric/metric";
import { nodeAnswer } from "./node";
import { serviceAnswer } from "./service";
import { traceAnswer } from "./trace/trace";
import { namespaceOf, subjectOf } from "./subject";

const USAGE = `Usage: npm run why -- pod/NAME -n NAMESPACE --stack NAME
       npm run why -- service/NAME -n NAMESPACE --stack NAME
       npm run why -- node/NAME --stack NAME
       npm run why -- metric/NAME --stack NAME
       npm run why -- trace/ID --stack NAME

Follows one thing on its way to the store, names the first place where it ends, why, and what to type. It changes nothing.

${CLUSTER_USAGE}
  -n, --namespace NAME  namespace of the pod or Service; default: default
  --json                print JSON

Exit status: 0 it arrives, 1 it ends somewhere, 2 it could not be seen, or wrong usage.`;

const CODES = { arrives: 0, ends: 1, unseen: 2 } as const;

interface Options extends ClusterOptions {
  readonly namespace?: string | undefined;
  readonly json: boolean;
}

async function answered(look: Look, words: readonly string[], { namespace }: Options): Promise<Answer> {
  const { kind, name } = subjectOf(words);
  switch (kind) {
    case "pod":
      return podAnswer(look, namespaceOf(namespace), name);
    case "service":
      return serviceAnswer(look, namespaceOf(namespace), name);
    case "node":
      return nodeAnswer(look, name);
    case "metric":
      return metricAnswer(look, name);
    case "trace":
      return traceAnswer(look, name);
  }
}

/** The answer with the stack's name where its commands have none. */
function typed(answer: Answer, stack = "NAME"): Answer {
  return JSON.parse(JSON.stringify(answer).replaceAll("--stack NAME", `--stack ${stack}`)) as Answer;
}

async function main(options: Options, words: readonly string[]): Promise<number> {
  subjectOf(words);
  let look: Awaited<ReturnType<typeof openLook>> | undefined;
  try {
    look = await openLook(options);
    const answer = typed(await answered(look, words, options), options.stack);
    writeReport(answer, options.json, answerLines);
    return answer.arrives === undefined ? CODES.unseen : answer.arrives ? CODES.arrives : CODES.ends;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    process.stderr.write(`${failureText(error) ?? ""}\n`);
    return CODES.unseen;
  } finally {
    await look?.close();
  }
}

void runCommand({
  usage: USAGE,
  options: { ...CLUSTER_OPTIONS, namespace: { type: "string", short: "n" }, json: { type: "boolean", default: false } },
  allowPositionals: true,
  run: main,
});
