/**
 * Generations of what rotates: passwords, certificates and the keys that sign them.
 *
 * Who verifies accepts the generations of `acceptedGenerations`, who proves shows the current one. So a step of one
 * loses nothing, whichever side learns of it first, and what is two steps old is refused.
 */

/**
 * Generations that are accepted while `generation` is the current one.
 *
 * The previous one, because a pod reads a new Secret up to two minutes after its change. The next one, because it has to
 * be known before anybody shows it.
 */
export function acceptedGenerations(generation: number): number[] {
  return [generation - 1, generation, generation + 1].filter((one) => one >= 1);
}

/**
 * Steps after which a generation is refused.
 *
 * @param ahead how far it is ahead of the current one. Default: 0, the current generation
 */
export function stepsUntilRefused(ahead = 0): number {
  let steps = 1;
  while (acceptedGenerations(1 + steps).includes(1 + ahead)) steps += 1;
  return steps;
}

/** Logical name of a resource that each generation has anew. The first has no suffix, as in existing states. */
export function generationName(name: string, generation: number): string {
  return generation === 1 ? name : `${name}-${generation}`;
}
