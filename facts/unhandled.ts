/** The default case of a `switch` over the kinds of a setting: a kind without a case does not compile. */
export function unhandled(value: never): never {
  throw new Error(`unhandled: ${JSON.stringify(value)}`);
}
