import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startChild, type Child } from "./child.ts";
import type { DemoOptions } from "./options.ts";
import { root, type DemoPaths } from "./paths.ts";

/** Little more than what tells a program where it lives: a stray REDIS_URL or PORT must not steer the demo. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, TZ, LANG } = process.env;
  return { PATH, HOME, TMPDIR, TZ, LANG };
}

/** Redis on 127.0.0.1, every write in its append-only file. */
export async function startRedis(paths: DemoPaths, port: number): Promise<Child> {
  mkdirSync(paths.redis, { recursive: true });
  const settings = { bind: "127.0.0.1", port: String(port), dir: paths.redis, appendonly: "yes", save: "" };
  return startChild({
    name: "redis",
    command: "redis-server",
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    env: plainEnvironment(),
    cwd: paths.folder,
    logFile: join(paths.logs, "redis.log"),
  });
}

/** Makes the secret that the replicas share, or keeps the one of an earlier start. */
export function makeSecret(paths: DemoPaths): void {
  execFileSync(process.execPath, [join(root, "deploy/make-secret.mjs"), paths.secrets]);
}

export interface ReplicaOptions {
  readonly name: string;
  readonly port: number;
  readonly redisUrl: string;
  /** The address that visitors use: nginx's. */
  readonly publicUrl: string;
  /** Adds to the log of an earlier start. */
  readonly keepLog?: boolean;
}

/** One server of the app on 127.0.0.1, as it runs in production. */
export async function startReplica(paths: DemoPaths, options: ReplicaOptions): Promise<Child> {
  return startChild({
    name: options.name,
    command: process.execPath,
    args: ["dist/main.js"],
    env: {
      ...plainEnvironment(),
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      PORT: String(options.port),
      REPLICA: options.name,
      REDIS_URL: options.redisUrl,
      SESSION_SECRETS_FILE: paths.secrets,
      PUBLIC_URL: options.publicUrl,
      TRUST_PROXY: "loopback",
    },
    cwd: root,
    logFile: join(paths.logs, `${options.name}.log`),
    keepLog: options.keepLog ?? false,
  });
}

/** nginx on 127.0.0.1 with the configuration that the containers use too: only addresses and replicas are its own. */
export async function startNginx(
  paths: DemoPaths,
  { port, tls }: Pick<DemoOptions, "port" | "tls">,
  replicaPorts: readonly number[],
): Promise<Child> {
  const site = join(paths.nginx, "site");
  const configuration = join(paths.nginx, "nginx.conf");
  mkdirSync(site, { recursive: true });
  copyFileSync(join(root, "deploy/nginx/nginx.conf"), configuration);
  const address = `127.0.0.1:${port}`;
  writeFileSync(
    join(site, "listen.conf"),
    tls ? listenWithTls(address, paths) : `listen ${address} default_server;\n`,
  );
  const servers = replicaPorts.map((replicaPort) => `server 127.0.0.1:${replicaPort} max_fails=0;\n`);
  writeFileSync(join(site, "replicas.conf"), servers.join(""));
  return startChild({
    name: "nginx",
    command: "nginx",
    args: ["-p", paths.nginx, "-c", configuration],
    env: plainEnvironment(),
    cwd: paths.folder,
    logFile: join(paths.logs, "nginx.log"),
  });
}

/** As deploy/nginx/site-tls has it for the containers, for this address and the certificate of this demo. */
function listenWithTls(address: string, paths: DemoPaths): string {
  return readFileSync(join(root, "deploy/nginx/site-tls/listen.conf"), "utf8")
    .replace("listen 80 ", `listen ${address} `)
    .replaceAll("/etc/nginx/tls/", `${paths.tls}/`);
}
