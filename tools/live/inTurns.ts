/** Requests at once: enough that a command takes seconds, few enough that the API server does not throttle it. */
const AT_ONCE = 16;

/** Maps items with a limited number of calls at once. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < items.length; index = next++) results[index] = await map(items[index] as Item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}
