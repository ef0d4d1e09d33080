/** A plan in numbers, so that two plans can be compared by what they mean. */

/** One number of a plan, or a fact that has none. */
export interface Figure {
  /** For people, with unit, range and arithmetic. */
  readonly text: string;
  /** What is compared; absent where only the text can be. */
  readonly amount?: number;
  /** Unit of the amount: `series`, `GiB`, `$` for US dollars a month. */
  readonly unit?: string;
}

/** Figures by subject, in the order in which they are shown. */
export type Figures = Readonly<Record<string, Figure>>;
