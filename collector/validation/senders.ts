/** Validation of whose data is whose: with each of these mistakes any pod can send as any other. */
import { COMPONENTS, componentType, PROCESSORS, RECEIVERS } from "../../contract/collector/components";
import { type CollectorConfig, at, objects, textOf } from "../common/model";

/** Receivers whose clients say themselves who they are. */
const OF_SENDERS: readonly string[] = [RECEIVERS.otlp, RECEIVERS.jaeger, RECEIVERS.zipkin];

/** Every problem of the pipelines in which pods are looked up. */
export function checkSenders(config: CollectorConfig): string[] {
  return Object.entries(config.service.pipelines).flatMap(([id, { receivers, processors }]) => {
    const lookUps = processors.filter((one) => componentType(one) === PROCESSORS.kubernetesAttributes);
    if (lookUps.length === 0 || !receivers.some((one) => OF_SENDERS.includes(componentType(one)))) return [];
    return [
      ...(processors.includes(COMPONENTS.senderClaims)
        ? []
        : [
            `service.pipelines.${id} has no ${COMPONENTS.senderClaims}: what a sender says of its pod would be believed.`,
          ]),
      ...lookUps
        .filter((one) => !byConnection(config, one))
        .map(
          (one) => `processors.${one}.pod_association is not the connection alone: a sender could name another pod.`,
        ),
    ];
  });
}

function byConnection(config: CollectorConfig, processor: string): boolean {
  const sources = objects(at(config.processors[processor], "pod_association")).flatMap(({ sources: of }) =>
    objects(of),
  );
  return sources.length === 1 && textOf(sources[0]?.["from"]) === "connection";
}
