export { getSession } from "./http/get-session.ts";
export { sessions } from "./express/sessions.ts";
export type { SessionMiddleware } from "./express/sessions.ts";
export type { SessionsOptions } from "./http/mount/create-mounts.ts";
export type { SessionRequest } from "./http/request/session-request.ts";
export { BaseStore } from "./core/base-store.ts";
export type { CookieAttributes, CookieOptions } from "./core/settings/cookie-options.ts";
export type { SessionEvents } from "./core/diagnostics/session-events.ts";
export type { Migration, SessionDataOptions, SessionDataSettings } from "./core/settings/data-settings.ts";
export {
  SessionConfigError,
  SessionCookieError,
  SessionError,
  SessionGoneError,
  SessionLimitError,
  SessionStateError,
  SessionStoreError,
  SessionValueError,
  isSessionError,
} from "./core/errors.ts";
export type { SessionErrorCode, StoreOperation } from "./core/errors.ts";
export type { IdleTimeout, Row, RowHead } from "./core/row/row.ts";
export type { AnyStore, SealedStore } from "./core/sealed-store.ts";
export type { IdCookies, VerifiedCookie } from "./core/id-cookie.ts";
export type { SessionIds } from "./core/ids.ts";
export type { Serializer } from "./core/settings/serializer.ts";
export type { SessionData, SessionKey, SessionValue } from "./core/session-data.ts";
export type { Session } from "./core/session/session.ts";
export type { SessionSettings, SessionStoreOptions, WhenFull } from "./core/settings/settings.ts";
export type {
  Delta,
  Expectation,
  Lifetime,
  MergeResult,
  MoveResult,
  MovedSession,
  Rotation,
  SessionStore,
  SessionWriter,
  StoredRow,
  UpgradeResult,
} from "./core/store.ts";
export type { SchemaIssue, SchemaResult, StandardSchema } from "./core/settings/standard-schema.ts";
export type { Successor } from "./core/rotation/successor.ts";
export type { BindOptions } from "./core/users/bind-row.ts";
export type {
  EnterResult,
  IndexEntry,
  IndexLimit,
  InspectedRow,
  LeavingEntry,
  NewIndexEntry,
  UserIndex,
  WhichSessions,
} from "./core/users/user-index.ts";
export type { WriteOptions } from "./core/write-options.ts";
export type { UserSession } from "./core/users/user-session.ts";
