/** The cluster's one active trace pipeline. */
import { PROJECT } from "../../../settings/schema/settings";
import { found, type Check } from "../finding";
import { keyOf } from "../../live/wanted";

/** A trace pipeline that stays pending. */
export const tracePipeline: Check = (_, { pipelineHolder, own }) =>
  pipelineHolder === undefined || own.has(keyOf(pipelineHolder.owner))
    ? []
    : [
        found.warning(
          `${PROJECT}:tracing`,
          `stays pending, without a gateway, while ${pipelineHolder.name} holds the cluster's trace pipeline`,
          `Destroy that stack or remove its ${PROJECT}:tracing, and run this update again (docs/tracing.md).`,
        ),
      ];
