/** What a plan has in the place of values that it cannot have, or must not show. */

/** A value that is known only after an `up`. */
export const UNKNOWN = "[known after up]";

/** A value that is secret. */
export const SECRET = "[secret]";
