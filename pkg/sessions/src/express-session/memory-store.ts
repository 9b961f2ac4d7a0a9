import { SessionGoneError } from "../core/errors.ts";
import type { ConnectRecord } from "../core/connect/connect-session.ts";
import { createSession } from "../core/connect/create-session.ts";
import { Store } from "./store.ts";
import type { RequestSessionData, SessionData } from "./types.ts";

type Callback<Value = void> = (error: unknown, value?: Value) => void;
/** The text of each key of a session. */
type Texts = Map<string, string>;

/**
 * Keeps sessions in this process, as the `MemoryStore` of express-session does: for development and tests.
 *
 * Unlike that one it writes what a request changed, and no more, and does not bring back a session that was destroyed meanwhile.
 */
export class MemoryStore extends Store {
  /** The sessions that are held, as JSON. */
  sessions: { [id: string]: string } = Object.create(null) as { [id: string]: string };
  /** What a session held when it was read or stored last. */
  readonly #read = new WeakMap<object, Texts>();

  override get(id: string, callback: Callback<SessionData | null>): void {
    setImmediate(callback, null, this.#recordOf(id));
  }

  override set(id: string, session: SessionData, callback?: Callback): void {
    const texts = textsOf(session);
    const before = this.#read.get(session);
    const stored = this.#recordOf(id);
    if (before && !stored) {
      if (callback) setImmediate(callback, new SessionGoneError());
      return;
    }
    const merged = before && stored ? mergeTexts(textsOf(stored), before, texts) : texts;
    this.sessions[id] = `{${[...merged].map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(",")}}`;
    this.#read.set(session, texts);
    if (callback) setImmediate(callback);
  }

  override destroy(id: string, callback?: Callback): void {
    delete this.sessions[id];
    if (callback) setImmediate(callback);
  }

  override touch(id: string, session: SessionData, callback?: Callback): void {
    const stored = this.#recordOf(id);
    if (stored) this.sessions[id] = JSON.stringify({ ...stored, cookie: session.cookie });
    if (callback) setImmediate(callback);
  }

  override all(callback?: Callback<{ [id: string]: SessionData }>): void {
    const found: { [id: string]: SessionData } = Object.create(null) as { [id: string]: SessionData };
    for (const id of Object.keys(this.sessions)) {
      const record = this.#recordOf(id);
      if (record) found[id] = record;
    }
    if (callback) setImmediate(callback, null, found);
  }

  override length(callback: Callback<number>): void {
    this.all((error, sessions = {}) => callback(error, Object.keys(sessions).length));
  }

  override clear(callback?: Callback): void {
    this.sessions = Object.create(null) as { [id: string]: string };
    if (callback) setImmediate(callback);
  }

  override createSession(
    request: Parameters<Store["createSession"]>[0],
    record: SessionData,
  ): RequestSessionData {
    const texts = this.#read.get(record);
    const session = createSession(request as never, record as object as ConnectRecord);
    if (texts) this.#read.set(session, texts);
    return session;
  }

  /** A session that is alive. One that has expired goes. */
  #recordOf(id: string): SessionData | undefined {
    const text = this.sessions[id];
    if (text === undefined) return undefined;
    const record = JSON.parse(text) as SessionData;
    const expires = (record.cookie as SessionData["cookie"] | undefined)?.expires;
    if (expires && new Date(expires).valueOf() <= Date.now()) {
      delete this.sessions[id];
      return undefined;
    }
    this.#read.set(record, textsOf(record));
    return record;
  }
}

function textsOf(session: object): Texts {
  const texts: Texts = new Map();
  for (const [key, value] of Object.entries(session)) {
    const text = JSON.stringify(value) as string | undefined;
    if (text !== undefined) texts.set(key, text);
  }
  return texts;
}

/** What is stored, with what changed between two looks at it. */
function mergeTexts(stored: Texts, before: Texts, after: Texts): Texts {
  const merged = new Map(stored);
  for (const key of before.keys()) if (!after.has(key)) merged.delete(key);
  for (const [key, text] of after) if (before.get(key) !== text) merged.set(key, text);
  return merged;
}
