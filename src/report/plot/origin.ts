/** Where the numbers come from, for the words around a chart. */
export interface Origin {
  /** Title of the scenario or name of the file. */
  readonly title: string;
  readonly source: string;
  /** What the numbers rest on, such as "Simulated". */
  readonly status: string;
}
