import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Where a demo keeps what it needs and what it knows. */
export interface DemoPaths {
  /** The folder of all of it: `.demo`, or what HERTZ_DEMO_DIR says. */
  readonly folder: string;
  /** What runs and where; while it exists, a demo runs or has left something behind. */
  readonly state: string;
  readonly logs: string;
  /** Redis's append-only files: users and sessions outlive a stop. */
  readonly redis: string;
  /** nginx's working folder, with its generated configuration. */
  readonly nginx: string;
  /** The secret that all replicas share, mode 0600. */
  readonly secrets: string;
  /** certificate.pem and key.pem, for --tls: made by scripts/lib/bootstrap.sh unless they are there. */
  readonly tls: string;
}

/** A relative HERTZ_DEMO_DIR is taken from the checkout. */
export function demoPaths(demoDir: string | undefined = process.env["HERTZ_DEMO_DIR"]): DemoPaths {
  const folder = resolve(root, demoDir || ".demo");
  return {
    folder,
    state: join(folder, "state.json"),
    logs: join(folder, "logs"),
    redis: join(folder, "redis"),
    nginx: join(folder, "nginx"),
    secrets: join(folder, "session-secrets"),
    tls: join(folder, "tls"),
  };
}
