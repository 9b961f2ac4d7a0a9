/** One place where the tree breaks a rule of its architecture. */
export interface Finding {
  /** The rule's name, as `.dependency-cruiser.mjs` or the check itself has it. */
  readonly rule: string;
  /** The file that breaks it, relative to the root, with forward slashes. */
  readonly file: string;
  /** What was found and what would be right, as a sentence without a final period. */
  readonly message: string;
}
