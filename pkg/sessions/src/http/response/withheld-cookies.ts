import type { CookieAttributes } from "../../core/settings/cookie-options.ts";
import { sessionEvents } from "../../core/diagnostics/session-events.ts";
import type { StoreKind, WithheldEvent } from "../../core/diagnostics/session-events.ts";
import { warn } from "../../core/warnings.ts";
import type { SessionWarningCode } from "../../core/warnings.ts";
import { isSecureRequest } from "../request/secure-request.ts";
import type { SessionRequest } from "../request/session-request.ts";

/** Why a browser does not get a cookie, or will not keep it. */
type Reason = WithheldEvent["reason"];

/** How the operator is told, once for each; that a session ended meanwhile is nothing to tell. */
const TEXTS: { readonly [Name in Exclude<Reason, "insecure" | "ended">]: string } = {
  "headers-sent": "the head of the response had left. Use the session before the response begins",
  "too-large": "the session was due for renewal, and does not fit into its cookies any more",
};

/** What to do when the framework was not told of the proxy. */
const TRUST = 'app.set("trust proxy", ...) of Express or trustProxy of Fastify, for the proxy where TLS ends';

/**
 * Watches over the cookies of one named session: whoever listens is told each time that a browser does not get one, and the operator
 * once for each cause.
 */
export class WithheldCookies {
  readonly #name: string;
  readonly #store: StoreKind;
  readonly #warned = new Set<string>();

  constructor(name: string, store: StoreKind) {
    this.#name = name;
    this.#store = store;
  }

  /** A cookie that was due is not sent. */
  note(reason: Exclude<Reason, "insecure">): void {
    this.#tell(reason);
    if (reason === "ended") return;
    this.#warnOnce("WRN_SESSION_COOKIE_WITHHELD", `The cookie ${this.#name} was not sent: ${TEXTS[reason]}`);
  }

  /** A cookie is sent: whether the browser will keep it depends on how the request came. */
  noteSent(cookie: CookieAttributes, request: SessionRequest): void {
    if (cookie.secure === false || isSecureRequest(request)) return;
    const saysHttps = cameOverHttps(request);
    if (cookie.secure === true) {
      if (saysHttps) return;
      this.#noteInsecure(
        'it is Secure, and the request came over HTTP. Serve over HTTPS, or use the cookie option secure: "auto"; if TLS ends at a proxy, let that set X-Forwarded-Proto',
      );
    } else if (cookie.sameSite === "none" || cookie.partitioned) {
      const needs = cookie.partitioned ? "Partitioned" : "SameSite=None";
      const proxy = saysHttps
        ? `X-Forwarded-Proto says https, but that proxy is not trusted. Use ${TRUST}`
        : "Serve over HTTPS";
      this.#noteInsecure(`${needs} needs Secure, and the request came over HTTP. ${proxy}`);
    } else if (saysHttps) {
      this.#warnOnce(
        "WRN_SESSION_PROXY_NOT_TRUSTED",
        `The cookie ${this.#name} was sent without Secure: X-Forwarded-Proto says https, but that proxy is not trusted. Use ${TRUST}, or the cookie option secure: true`,
      );
    }
  }

  #noteInsecure(why: string): void {
    this.#tell("insecure");
    this.#warnOnce("WRN_SESSION_COOKIE_WITHHELD", `Browsers drop the cookie ${this.#name}: ${why}`);
  }

  #tell(reason: Reason): void {
    const { withheld } = sessionEvents;
    if (withheld.hasSubscribers) withheld.publish({ store: this.#store.kind, cookie: this.#name, reason });
  }

  #warnOnce(code: SessionWarningCode, message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    warn(code, message);
  }
}

/** What the header says that proxies set. Anybody can send it, so it decides nothing: it only helps to find a mistake. */
function cameOverHttps({ headers }: SessionRequest): boolean {
  const said = headers["x-forwarded-proto"];
  return typeof said === "string" && /^\s*https\s*(?:,|$)/i.test(said);
}
