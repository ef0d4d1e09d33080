/** What has to be so before a store is taken away. */
import { stackNames } from "../../contract/names";
import type { Settings } from "../../settings/schema/settings";
import { counted } from "../text";
import { MARK, type StoreThere } from "./record";

/** Minutes that the store takes to stop, start and read its log, in which agents queue too. */
const RESTART_MINUTES = 2;

/** Most minutes, whatever is promised. */
export const MOST_MINUTES = 120;

/** Stacks that are taken for production: those of no other name. */
const OTHERS = /(^|[-_.])(dev|development|test|testing|local|lab|sandbox|staging|stage|qa|ci)([-_.]|$)/i;

const isProduction = (stack: string, { environment }: Pick<Settings, "environment">) =>
  !OTHERS.test(stack) || !OTHERS.test(environment);

export interface Asked {
  readonly stack: string;
  readonly minutes: number;
  readonly beyond: boolean;
  /** The word of `--yes-prod`. */
  readonly yesProd: string | undefined;
}

/** What is there before anything is done. */
export interface Before {
  readonly labels: Readonly<Record<string, unknown>>;
  readonly store: StoreThere;
  /** Nodes whose agent is not ready. */
  readonly unready: readonly string[];
  readonly agents: number;
}

/** Why a game day is refused, each with what to type; all at once. */
export function refusals(asked: Asked, settings: Settings, { labels, store, unready, agents }: Before): string[] {
  const { stack, minutes, beyond, yesProd } = asked;
  const { namespace, name } = stackNames(settings.namespaces).placements.prometheus;
  const most = settings.outageMinutes - RESTART_MINUTES;
  const { gameDay } = store;
  return [
    ...(labels[MARK.key] === MARK.value
      ? []
      : [
          `Namespace ${namespace} is not marked for game days: kubectl label namespace ${namespace} ${MARK.key}=${MARK.value}`,
        ]),
    ...(!isProduction(stack, settings) || yesProd === stack
      ? []
      : [
          `Stack ${stack} with environment ${settings.environment} may be production: say its name a second time, with --yes-prod ${stack}`,
        ]),
    ...(minutes <= most || beyond
      ? []
      : [
          `--minutes ${minutes} is more than is promised: gke-telemetry:outageMinutes is ${settings.outageMinutes}, of which the store takes ${RESTART_MINUTES} to stop and start. Take ${most < 1 ? "a longer outageMinutes" : `--minutes ${most} or less`}, or --beyond to see what is lost`,
        ]),
    ...(gameDay
      ? [`A game day has the store already, or has left it behind: npm run gameday -- --stack ${stack} --end`]
      : []),
    ...(store.exists && !gameDay && (store.replicas === 0 || store.ready < store.replicas)
      ? [
          `StatefulSet ${namespace}/${name} is not ready: ${store.ready} of its ${store.replicas} pods are. Mend it first`,
        ]
      : []),
    ...(store.exists ? [] : [`There is no StatefulSet ${namespace}/${name}: npm run up -- --stack ${stack}`]),
    ...(agents === 0 ? ["No agent runs: npm run doctor says why"] : []),
    ...(unready.length > 0
      ? [`${counted(unready.length, "agent")} not ready, on ${unready.join(", ")}: npm run doctor says why`]
      : []),
  ];
}
