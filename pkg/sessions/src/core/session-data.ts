/**
 * The keys and types of sessions when `getSession()` is called without a type argument. Empty: any key, values are `unknown`.
 *
 * Declare yours once: `declare module "hertz-sessions" { interface SessionData { username: string } }`.
 */
export interface SessionData {}

/** The keys of a session: those of its data type, or any text when that type is empty. */
export type SessionKey<Data extends object> = keyof Data extends never ? string : keyof Data & string;
/** The type of the value under a key. A key that need not be there has no `undefined` in it either: nobody can store that. */
export type SessionValue<Data extends object, Key> = Key extends keyof Data
  ? Exclude<Data[Key], undefined>
  : unknown;
