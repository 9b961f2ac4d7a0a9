import { SessionValueError } from "../errors.ts";
import type { Serializer } from "../settings/serializer.ts";

/** Turns values into texts that a row can hold, and back. */
export class ValueCodec {
  readonly #serializer: Serializer;
  readonly #onUnreadable: () => void;

  /** @param onUnreadable - is called when a text cannot be parsed */
  constructor(serializer: Serializer, onUnreadable: () => void) {
    this.#serializer = serializer;
    this.#onUnreadable = onUnreadable;
  }

  /** The value of a text, or `undefined` when it cannot be parsed. */
  parse(text: string): unknown {
    try {
      return this.#serializer.parse(text);
    } catch {
      this.#onUnreadable();
      return undefined;
    }
  }

  /**
   * The text of a value.
   *
   * @param what - names the value in an error
   * @throws SessionValueError when it has no serialization, or one that a row cannot hold
   */
  stringify(value: unknown, what: string): string {
    const text = this.#tryStringify(value, what);
    if (typeof text !== "string") {
      throw new SessionValueError("ERR_SESSION_VALUE", `Cannot store ${what}: it has no serialization`);
    }
    if (text.includes("\n") || text.includes("\t")) {
      const message = `Cannot store ${what}: its serialization holds a raw tab or newline, which separate the parts of a row`;
      throw new SessionValueError("ERR_SESSION_VALUE", message);
    }
    return text;
  }

  #tryStringify(value: unknown, what: string): unknown {
    try {
      return this.#serializer.stringify(value);
    } catch (cause) {
      throw new SessionValueError("ERR_SESSION_VALUE", `Cannot store ${what}: its serializer failed`, {
        cause,
      });
    }
  }
}
