import type { AppDeps } from "../../biz/app.ts";

/** A configuration of the app as the tests use it; parts may be replaced. */
export function appConfig({
  session,
  ...parts
}: Partial<Omit<AppDeps["config"], "session">> & {
  readonly session?: Partial<AppDeps["config"]["session"]>;
} = {}): AppDeps["config"] {
  return {
    production: true,
    replica: "app-1",
    trustProxy: false,
    publicOrigin: null,
    session: { cookieName: "HERTZ-SESSION", secure: "auto", ...session },
    csrf: { cookieName: "HERTZ-CSRF", secrets: ["a secret of the tests for forms"] },
    device: { cookieName: "HERTZ-DEVICE", secrets: ["a secret of the tests for devices"] },
    ...parts,
  };
}
