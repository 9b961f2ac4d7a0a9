/** Thrown for a body that no form of this app sends. */
export class IllegalFormError extends Error {
  override readonly name = "IllegalFormError";
  readonly code = "ERR_ILLEGAL_FORM";
  readonly status: 400 | 413 | 414;

  constructor(problem: string, status: 400 | 413 | 414 = 400) {
    super(`Cannot read the form: ${problem}`);
    this.status = status;
  }
}

/** Thrown for a form that came from another site, or without the token of this browser. */
export class ForgedFormError extends Error {
  override readonly name = "ForgedFormError";
  readonly code = "ERR_FORGED_FORM";
  readonly status = 403;

  constructor(origin: "another site" | "somebody without its token") {
    super(`Cannot accept the form: it came from ${origin}`);
  }
}
