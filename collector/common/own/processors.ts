/** Processors that the settings add to the pipelines of a signal. */
import { ownId } from "../../../contract/collector/own";
import type { Processor } from "../../../settings/schema/extending/processors";
import type { JsonObject } from "../model";
import type { Component } from "../pipelines";

/** What a statement cannot be applied to passes as it is: a mistake in one costs no data. */
const ERROR_MODE: Readonly<Record<Processor["kind"], JsonObject>> = {
  attributes: {},
  filter: { error_mode: "ignore" },
  resource: {},
  transform: { error_mode: "ignore" },
};

/** The processors, in the order of the settings. */
export function ownProcessors(processors: readonly Processor[]): Component[] {
  return processors.map(({ name, kind, config }) => ({
    id: ownId(kind, name),
    settings: { ...ERROR_MODE[kind], ...(config as JsonObject) },
  }));
}
