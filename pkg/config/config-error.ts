/**
 * Thrown when the environment cannot be used; the message lists every wrong variable, never the value of one.
 */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code = "ERR_CONFIG";
  /** One sentence for each wrong variable, beginning with its name. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      ["Cannot start, the environment is wrong:", ...problems.map((problem) => `  ${problem}`)].join("\n"),
    );
    this.problems = problems;
  }
}
