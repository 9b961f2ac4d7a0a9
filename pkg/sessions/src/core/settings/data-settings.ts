import { SessionConfigError } from "../errors.ts";
import type { StandardSchema } from "./standard-schema.ts";

/** Makes the data of a session what the next version wants it to be. It may change what it is given, and must return the data. */
export type Migration = (data: Record<string, unknown>) => object | Promise<object>;

/** What a store can be told of the data in its sessions: for applications that change what they keep there. */
export interface SessionDataOptions {
  /**
   * Checks the data of each session that is read, and may convert it: any Standard Schema (zod, Valibot, ArkType, ...) of an object. Keys that it
   * leaves out are not seen. Data that does not fit is no session. Default none.
   */
  readonly schema?: StandardSchema<object> | undefined;
  /** The version of the data that this release writes, and the newest that it reads: 0 or above. Default 0. */
  readonly dataVersion?: number | undefined;
  /**
   * How data of older versions becomes data of `dataVersion`: under each version, what makes it of the data of the version before.
   * A version without a migration takes the data as it is.
   */
  readonly migrations?: Readonly<Record<number, Migration>> | undefined;
}

/** The same, checked. */
export interface SessionDataSettings {
  readonly schema: StandardSchema<object> | undefined;
  readonly dataVersion: number;
  readonly migrations: ReadonlyMap<number, Migration>;
}

/** As many digits as the first line of a row has for it. */
const MAX_DATA_VERSION = 999_999_999;

/** @throws SessionConfigError naming the option, what was found and what is wanted */
export function normalizeDataSettings(options: SessionDataOptions): SessionDataSettings {
  const { dataVersion = 0, migrations = {}, schema } = options;
  if (!Number.isInteger(dataVersion) || dataVersion < 0 || dataVersion > MAX_DATA_VERSION) {
    throw new SessionConfigError(
      `Store option dataVersion must be a whole number from 0 to ${MAX_DATA_VERSION}, found ${String(dataVersion)}`,
    );
  }
  if (schema !== undefined) checkSchema(schema);
  return { schema, dataVersion, migrations: checkMigrations(migrations, dataVersion) };
}

function checkSchema(schema: unknown): void {
  const isHolder = (typeof schema === "object" && schema !== null) || typeof schema === "function";
  const standard: unknown = isHolder && "~standard" in schema ? schema["~standard"] : undefined;
  const { version, validate } = (standard ?? {}) as { version?: unknown; validate?: unknown };
  if (version === 1 && typeof validate === "function") return;
  throw new SessionConfigError(
    "Store option schema must be a Standard Schema of version 1, such as z.object({ ... }) of zod 3.24 or later",
  );
}

function checkMigrations(migrations: unknown, dataVersion: number): ReadonlyMap<number, Migration> {
  if (typeof migrations !== "object" || migrations === null) {
    throw new SessionConfigError(
      "Store option migrations must be an object with a function for each version",
    );
  }
  const byVersion = new Map<number, Migration>();
  for (const [key, migration] of Object.entries(migrations) as [string, unknown][]) {
    const version = Number(key);
    if (!Number.isInteger(version) || version < 1 || version > dataVersion) {
      throw new SessionConfigError(
        `Store option migrations has one for version ${key}; versions go from 1 to dataVersion, which is ${dataVersion}`,
      );
    }
    if (typeof migration !== "function") {
      throw new SessionConfigError(
        `Store option migrations[${key}] must be a function, found ${typeof migration}`,
      );
    }
    byVersion.set(version, migration as Migration);
  }
  return byVersion;
}
