import type { ServerResponse } from "node:http";
import { reportFailedLoad, reportLoad } from "../../core/diagnostics/report-load.ts";
import { reportRejection } from "../../core/diagnostics/report-rejection.ts";
import type { CookieAttributes } from "../../core/settings/cookie-options.ts";
import { SessionConfigError, isSessionError } from "../../core/errors.ts";
import { readyRow } from "../../core/row/ready-row.ts";
import type { ReadyRow } from "../../core/row/ready-row.ts";
import type { SealedStore } from "../../core/sealed-store.ts";
import { addressOf } from "../../core/session/session-address.ts";
import type { SessionAddress } from "../../core/session/session-address.ts";
import { sessionCookie } from "../../core/session/session-cookie.ts";
import { Session } from "../../core/session/session.ts";
import { JweSealing } from "../sealed/jwe-sealing.ts";
import { JwsSealing } from "../sealed/jws-sealing.ts";
import type { Mount } from "./mount.ts";
import { mountCookie } from "./mount-options.ts";
import type { MountOptions } from "./mount-options.ts";
import { SealedCarrier } from "../sealed/sealed-carrier.ts";
import { SealedCookies } from "../sealed/sealed-cookies.ts";
import type { SentSession } from "../sealed/sealed-cookies.ts";
import type { SealedSession } from "../sealed/sealed-payload.ts";
import { SealedRow } from "../sealed/sealed-row.ts";
import type { SessionRequest } from "../request/session-request.ts";
import { WithheldCookies } from "../response/withheld-cookies.ts";

/** The name goes into what keys are derived from, which OpenSSL limits to 1024 bytes. */
const MAX_NAME_LENGTH = 256;

/** One named session of an application that lives in its cookies. */
export class SealedMount implements Mount {
  readonly name: string;
  readonly store: SealedStore;
  readonly cookie: CookieAttributes;
  readonly #cookies: SealedCookies;
  readonly #withheld: WithheldCookies;

  /** @throws SessionConfigError when no cookie can have this name, or these attributes under this name */
  constructor(name: string, store: SealedStore, options: MountOptions = {}) {
    this.cookie = mountCookie(name, store, options);
    if (name.length > MAX_NAME_LENGTH) {
      const message = `A session's name may have ${MAX_NAME_LENGTH} characters, found ${name.length}`;
      throw new SessionConfigError(message);
    }
    this.name = name;
    this.store = store;
    this.#withheld = new WithheldCookies(name, store);
    const { secrets } = store.settings;
    this.#cookies = new SealedCookies(
      name,
      store.encrypt ? new JweSealing(name, secrets) : new JwsSealing(name, secrets),
    );
  }

  get cookieNames(): readonly string[] {
    return this.#cookies.names;
  }

  /**
   * The session that a request's cookies hold, or a new one. There is nobody to ask.
   *
   * @throws SessionStoreError `ERR_SESSION_FORMAT_NEWER` or `ERR_SESSION_DATA_NEWER` when a newer release sealed it; its cookies
   *   stay as they are
   */
  async load(request: SessionRequest, response: ServerResponse): Promise<Session> {
    const { store } = this;
    const sent = this.#open(request.headers.cookie);
    const found = sent.session && { session: sent.session, address: this.#addressOf(sent.session) };
    const row = new SealedRow(store, found && { session: found.session, handle: found.address.handle });
    const carrier = new SealedCarrier({
      name: this.name,
      cookie: this.cookie,
      cookies: this.#cookies,
      row,
      request,
      response,
      sent,
      withheld: this.#withheld,
    });
    if (!found) {
      reportLoad(store, sent.names.length > 0 ? "refused" : "new");
      return new Session(row, { carrier });
    }
    const { session, address } = found;
    const ready = await this.#ready(row, address.handle, session);
    reportLoad(store, ready ? "found" : "missing", address.handle);
    if (!ready) return new Session(row, { carrier });
    if (sent.isStale || this.#isRenewalDue(session)) {
      if (carrier.open) this.#renew(session, address, carrier);
      else carrier.withhold();
    }
    return new Session(ready.writer, { stored: { address, row: ready.row, data: ready.data }, carrier });
  }

  #open(header: string | undefined): SentSession {
    try {
      return this.#cookies.find(header, this.store.now());
    } catch (error) {
      this.#reportFailure(error);
      throw error;
    }
  }

  async #ready(row: SealedRow, handle: string, session: SealedSession): Promise<ReadyRow | null> {
    try {
      return await readyRow(row, handle, session.row);
    } catch (error) {
      this.#reportFailure(error);
      throw error;
    }
  }

  #reportFailure(error: unknown): void {
    reportFailedLoad(this.store, error);
    reportRejection(this.store, "load", error);
  }

  #addressOf({ id, sealedAt, row: { head } }: SealedSession): SessionAddress {
    const address = addressOf(id, head.idle.seconds * 1000);
    address.renewedAt = performance.now() - (this.store.now() - sealedAt);
    address.absoluteEnd = head.absoluteEnd;
    return address;
  }

  #isRenewalDue({ sealedAt, row: { head } }: SealedSession): boolean {
    return this.store.now() - sealedAt >= head.idle.seconds * 1000 * this.store.settings.touchAfter;
  }

  /** Seals the session anew, as it came: for its idle timeout, or with the newest secret. */
  #renew({ row: { head } }: SealedSession, address: SessionAddress, carrier: SealedCarrier): void {
    try {
      carrier.issue(address, sessionCookie(this.cookie, head));
      address.renewedAt = performance.now();
    } catch (error) {
      // It was sealed for cookies with shorter attributes. It stays readable as it is, so the request goes on.
      if (!isSessionError(error, "ERR_SESSION_COOKIE_TOO_LARGE")) throw error;
      this.#withheld.note("too-large");
    }
  }
}
