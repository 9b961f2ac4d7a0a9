/** Lets several requests wait for each other: each calls it, and all go on once the last has come. */
export function createMeeting(count: number): () => Promise<void> {
  let awaited = count;
  let open: () => void = () => undefined;
  const met = new Promise<void>((resolve) => {
    open = resolve;
  });
  return async () => {
    awaited -= 1;
    if (awaited === 0) open();
    await met;
  };
}

/** A door that requests wait at until it is opened, and that tells when the first has come. */
export class Door {
  readonly #opened: Promise<void>;
  readonly #reached: Promise<void>;
  #open: () => void = () => undefined;
  #reach: () => void = () => undefined;

  constructor() {
    this.#opened = new Promise((resolve) => {
      this.#open = resolve;
    });
    this.#reached = new Promise((resolve) => {
      this.#reach = resolve;
    });
  }

  /** Waits until the door is open. */
  pass(): Promise<void> {
    this.#reach();
    return this.#opened;
  }

  /** Resolves once somebody waits at the door. */
  reached(): Promise<void> {
    return this.#reached;
  }

  open(): void {
    this.#open();
  }
}
