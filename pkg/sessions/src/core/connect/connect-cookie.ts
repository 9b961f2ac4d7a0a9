import { serializeCookie } from "./serialize-cookie.ts";

/** How the session's cookie is sent: the option `cookie`, and what `req.session.cookie` holds. */
export interface ConnectCookieOptions {
  /** Milliseconds that the browser keeps the cookie. Default none: the cookie goes with the browser. */
  maxAge?: number | null | undefined;
  /** Keep it apart for each top-level site (CHIPS). */
  partitioned?: boolean | undefined;
  /** Which cookies the browser drops first when there are too many. */
  priority?: "low" | "medium" | "high" | undefined;
  signed?: boolean | undefined;
  /** Until when the browser keeps the cookie. Prefer `maxAge`: of the two the one that stands last in the object counts. */
  expires?: Date | null | undefined;
  /** Hide it from scripts in the page. Default true. */
  httpOnly?: boolean | undefined;
  /** The path under which the browser sends the cookie. Default `/`. */
  path?: string | undefined;
  /** The domain whose hosts get the cookie. Default none: only the host that set it. */
  domain?: string | undefined;
  /** Send it over HTTPS only: over HTTP it is not set then. `"auto"` does as the request came. Default false. */
  secure?: boolean | "auto" | undefined;
  encode?: ((value: string) => string) | undefined;
  /** Whether requests that other sites cause carry it; `true` is `"strict"`, `"auto"` is `"none"` over HTTPS and `"lax"` over HTTP. */
  sameSite?: boolean | "lax" | "strict" | "none" | "auto" | undefined;
}

/** What a store keeps of a cookie. */
export type ConnectCookieData = Omit<ConnectCookieOptions, "maxAge" | "signed" | "encode" | "expires"> & {
  originalMaxAge: number | null | undefined;
  expires?: Date | string | null | undefined;
};

/** The cookie of one session, as express-session has it: `req.session.cookie`. */
export class ConnectCookie {
  declare path: string | undefined;
  declare httpOnly: boolean | undefined;
  declare domain: string | undefined;
  declare secure: boolean | "auto" | undefined;
  declare sameSite: ConnectCookieOptions["sameSite"];
  declare partitioned: boolean | undefined;
  declare priority: ConnectCookieOptions["priority"];
  declare signed: boolean | undefined;
  /** The `maxAge` that each response sets anew, in milliseconds; `null` for a cookie that goes with the browser. */
  declare originalMaxAge: number | null | undefined;
  /** An ordinary property, since a cookie may be made from another one, and some applications look at it. */
  declare _expires: Date | null | undefined;

  /** @throws TypeError when the options are no object, or `maxAge` is no number */
  constructor(options?: object | null) {
    this.path = "/";
    this.maxAge = null;
    this.httpOnly = true;
    if (options) {
      if (typeof options !== "object") throw new TypeError("argument options must be an object");
      for (const key in options) {
        if (key !== "data") Reflect.set(this, key, Reflect.get(options, key));
      }
    }
    this.originalMaxAge ??= this.maxAge;
  }

  /** Until when the browser keeps the cookie; `null` or `undefined` for as long as the browser runs. */
  get expires(): Date | null | undefined {
    return this._expires;
  }

  set expires(date: Date | null | undefined) {
    this._expires = date;
    this.originalMaxAge = this.maxAge;
  }

  /** Milliseconds that the browser keeps the cookie from now on. Setting it sets `originalMaxAge` too. */
  get maxAge(): number | null | undefined {
    return this._expires instanceof Date ? this._expires.valueOf() - Date.now() : this._expires;
  }

  set maxAge(value: number | Date | null | undefined) {
    if (value && typeof value !== "number" && !(value instanceof Date)) {
      throw new TypeError("maxAge must be a number or Date");
    }
    this.expires = typeof value === "number" ? new Date(Date.now() + value) : value;
  }

  /** What is stored of the cookie, and what it is sent with. */
  get data(): ConnectCookieData {
    return {
      originalMaxAge: this.originalMaxAge,
      partitioned: this.partitioned,
      priority: this.priority,
      expires: this._expires,
      secure: this.secure,
      httpOnly: this.httpOnly,
      domain: this.domain,
      path: this.path,
      sameSite: this.sameSite,
    };
  }

  /** The `Set-Cookie` header that gives a browser a cookie with these attributes. @throws TypeError when none can have them */
  serialize(name: string, value: string): string {
    return serializeCookie(name, value, { ...this.data, expires: this._expires });
  }

  toJSON(): ConnectCookieData {
    return this.data;
  }
}
