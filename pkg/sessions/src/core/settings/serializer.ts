/** Turns values into text and back. The default is JSON. */
export interface Serializer {
  /** The text of a value. It must hold no tab and no newline: they separate the parts of a row. */
  stringify(value: unknown): string;
  /** The value of a text that `stringify` made. */
  parse(text: string): unknown;
}

/** JSON never holds a raw tab or newline: inside its strings they are escaped. */
export const jsonSerializer: Serializer = {
  stringify: (value) => JSON.stringify(value),
  parse: (text) => JSON.parse(text) as unknown,
};
