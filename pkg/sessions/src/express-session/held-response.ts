import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { warn } from "../core/warnings.ts";
import { applyHeaders } from "../http/response/before-head.ts";
import { partsOf } from "./body-part.ts";
import type { BodyPart } from "./body-part.ts";
import { clearContentHeaders } from "./content-headers.ts";
import { reportAfter } from "./report-after.ts";
import type { RequestSession } from "./request-session.ts";

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

/** Stands in for the head of a response while it is held: whoever looks finds that the response has begun, and so does Node.js. */
const HELD_HEAD = "held";

/**
 * `open`: nothing was written. `held`: the response has begun, and waits for the store. `begun`: its head has gone. `ending`: its head
 * has gone, and its end waits for the store. `failed`: the store has failed, and somebody else answers. `done`: it was ended.
 */
type State = "open" | "held" | "begun" | "ending" | "failed" | "done";

/** A response as it is seen from inside Node.js. */
interface Response extends ServerResponse {
  /** The head, once it was made. */
  _header?: string | null;
}

type Method<Result> = (this: ServerResponse, ...values: unknown[]) => Result;

/** What a response can do, called with whatever the handler gave. */
interface InnerMethods {
  readonly writeHead: Method<ServerResponse>;
  readonly write: Method<boolean>;
  readonly end: Method<ServerResponse>;
  readonly flushHeaders: Method<void>;
}

export interface HoldOptions {
  /** Takes the error that the response must not hide. */
  readonly fail: (error: unknown) => void;
  /** Whether the response waits for the store. If not, all of it but its end leaves at once. */
  readonly isHeld: boolean;
}

/**
 * Holds a response back until the session is stored: its head until what changed before it is, its end until the rest is.
 *
 * When the store fails before the head has gone, the handler's answer is dropped, and the error handler of the application answers; an
 * answer of the handler that says 500 or more stands. When it fails later, the connection is cut, so that nobody takes the answer for a
 * whole one.
 */
export class HeldResponse {
  readonly #response: Response;
  readonly #session: RequestSession;
  readonly #options: HoldOptions;
  /** What the response did before. */
  readonly #inner: InnerMethods;
  #state: State = "open";
  /** Whether the handler made the head itself, so that it must be made before the body is known. */
  #isExplicit = true;
  #isFlushed = false;
  #isEndStored = false;
  readonly #writes: BodyPart[] = [];
  #bytes = 0;
  #end: BodyPart | undefined;
  readonly #sources = new Set<Readable>();
  /** Why the cookie could not be set. */
  #cookieError: unknown;

  constructor(response: ServerResponse, session: RequestSession, options: HoldOptions) {
    this.#response = response;
    this.#session = session;
    this.#options = options;
    const inner = response as unknown as InnerMethods;
    this.#inner = {
      writeHead: inner.writeHead,
      write: inner.write,
      end: inner.end,
      flushHeaders: inner.flushHeaders,
    };
    response.writeHead = (...values: unknown[]) => this.#writeHead(values);
    response.write = (...values: unknown[]) => this.#write(values);
    response.end = (...values: unknown[]) => this.#endWith(values);
    response.flushHeaders = () => this.#flushHeaders();
    // What poses as a response may be none: sessions are also used where a WebSocket is opened.
    if (typeof response.on === "function") {
      response.on("pipe", (source: Readable) => this.#sources.add(source));
    }
  }

  #writeHead(values: unknown[]): ServerResponse {
    const [status, reason, headers] = values as [number, string | Headers | undefined, Headers | undefined];
    const response = this.#response;
    if (this.#state !== "open" || !(status >= 100 && status <= 999)) {
      return this.#inner.writeHead.apply(response, values); // Node.js knows what is wrong with it
    }
    applyHeaders(response, typeof reason === "string" ? headers : (reason ?? headers));
    response.statusCode = status;
    if (typeof reason === "string") response.statusMessage = reason;
    this.#begin();
    return response;
  }

  #write(values: unknown[]): boolean {
    const part = partsOf(values);
    if (part?.chunk === undefined || this.#state === "begun") {
      return this.#inner.write.apply(this.#response, values);
    }
    if (this.#end) return false; // after the end, which waits or was somebody else's
    if (this.#state === "failed") return this.#inner.write.apply(this.#response, values);
    if (this.#state === "open") {
      this.#beginImplicitly();
      return this.#write(values);
    }
    this.#writes.push(part);
    this.#bytes += part.bytes;
    return this.#bytes < this.#response.writableHighWaterMark;
  }

  #endWith(values: unknown[]): ServerResponse {
    const response = this.#response;
    const part = partsOf(values);
    if (!part) return this.#inner.end.apply(response, values);
    if (this.#end) return false as unknown as ServerResponse; // as express-session answers a second end
    if (!this.#options.isHeld && this.#state === "open") this.#beginImplicitly();
    this.#end = part;
    if (this.#state === "open") {
      this.#isEndStored = true;
      this.#beginImplicitly();
    } else if (this.#state === "begun") this.#endLate(part);
    else if (this.#state === "failed") this.#finish();
    return response;
  }

  #flushHeaders(): void {
    if (this.#state === "open") this.#beginImplicitly();
    if (this.#state === "held") this.#isFlushed = true;
    else this.#inner.flushHeaders.call(this.#response);
  }

  /** By way of `writeHead`, which others may have made theirs to be told of the head. */
  #beginImplicitly(): void {
    this.#isExplicit = false;
    this.#response.writeHead(this.#response.statusCode);
    if (this.#state === "open") this.#begin();
  }

  #begin(): void {
    this.#state = "held";
    if (!this.#options.isHeld) {
      this.#release();
      return;
    }
    this.#await(this.#isEndStored ? "end" : "head", (error) => this.#settle(error));
    if (this.#isHeld) this.#response._header = HELD_HEAD;
  }

  get #isHeld(): boolean {
    return this.#state === "held";
  }

  /** Stores the session. What goes wrong after the handler's turn is nobody's to catch, and so an error of this request. */
  #await(stage: "head" | "end" | "late", then: (error: unknown) => void): void {
    let isHandlersTurn = true;
    this.#session.commit(stage, (error) => {
      if (isHandlersTurn) {
        then(error);
        return;
      }
      try {
        then(error);
      } catch (failure) {
        this.#refuse(failure);
      }
    });
    isHandlersTurn = false;
  }

  #settle(error: unknown): void {
    if (error) this.#refuse(error);
    else if (this.#end && !this.#isEndStored) {
      this.#isEndStored = true;
      this.#await("end", (failure) => this.#settle(failure));
    } else this.#release();
  }

  /** Lets go what was held. */
  #release(): void {
    const response = this.#response;
    response._header = response._header === HELD_HEAD ? null : (response._header ?? null);
    this.#setCookie();
    this.#state = "begun";
    response.writeHead = this.#inner.writeHead; // whoever wanted to be told of the head has been
    if (this.#isExplicit) response.writeHead(response.statusCode);
    if (this.#isFlushed) this.#inner.flushHeaders.call(response);
    const wasFull = this.#bytes >= response.writableHighWaterMark;
    let takesMore = true;
    for (const { chunk, encoding, callback } of this.#writes.splice(0)) {
      takesMore = this.#inner.write.call(response, chunk, encoding, callback);
    }
    if (this.#end) this.#finish();
    else if (wasFull && takesMore) response.emit("drain");
  }

  #setCookie(): void {
    try {
      this.#session.setCookie(this.#response);
    } catch (error) {
      this.#cookieError = error; // as with express-session the response goes without the cookie
    }
  }

  #finish(): void {
    const { chunk, encoding, callback } = this.#end ?? {};
    const error = this.#cookieError ?? this.#session.lossless;
    if (error !== undefined && this.#state !== "failed") {
      reportAfter(this.#response, error, this.#options.fail);
    }
    this.#state = "done";
    this.#inner.end.call(this.#response, chunk, encoding, callback);
  }

  /** The response ends after its head has gone. */
  #endLate(end: BodyPart): void {
    this.#state = "ending";
    this.#await(this.#options.isHeld ? "late" : "end", (error) => {
      if (this.#state === "done") return;
      if (error && this.#options.isHeld) this.#cut();
      else {
        if (error) setImmediate(this.#options.fail, error);
        this.#finish();
      }
    });
    if (this.#options.isHeld || !this.#isEnding) return;
    // All but the last byte, without which no client takes the response for whole.
    const { chunk = "", encoding } = end;
    const body = typeof chunk === "string" ? Buffer.from(chunk, encoding) : Buffer.from(chunk);
    if (body.length > 1) this.#inner.write.call(this.#response, body.subarray(0, -1));
    else this.#inner.flushHeaders.call(this.#response);
    this.#end = { ...end, chunk: body.subarray(-1), encoding: undefined };
  }

  get #isEnding(): boolean {
    return this.#state === "ending";
  }

  #cut(): void {
    this.#state = "done";
    warn(
      "WRN_SESSION_LATE_SAVE",
      "A session could not be stored after the head of its response had gone: the connection was cut",
    );
    this.#response.destroy();
  }

  /** Drops the handler's answer, so that the application's error handler can give another. */
  #refuse(error: unknown): void {
    const response = this.#response;
    if (response._header === HELD_HEAD) response._header = null;
    if (response.headersSent) {
      this.#cut();
      return;
    }
    if (response.statusCode >= 500) {
      this.#release(); // the handler says itself that it failed
      return;
    }
    this.#state = "failed";
    this.#session.close();
    for (const source of this.#sources) source.unpipe(response);
    for (const { callback } of this.#writes.splice(0)) callback?.(error as Error);
    this.#end = undefined;
    response.statusCode = 200;
    response.statusMessage = "";
    clearContentHeaders(response);
    setImmediate(this.#options.fail, error);
  }
}
