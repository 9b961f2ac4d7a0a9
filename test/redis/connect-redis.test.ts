import { once } from "node:events";

import type { Cluster, Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { RedisStore, connectRedis, type ConnectRedisOptions } from "hertz-sessions/redis";

import { catchWarnings } from "../support/catch-warnings.ts";
import { freePort } from "../support/free-port.ts";
import { startRedisCluster } from "../support/redis-cluster.ts";
import { startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { saveSession } from "../support/save-session.ts";
import { createTlsCertificate, type TlsCertificate } from "../support/tls-certificate.ts";

const secrets = ["a secret of the tests, long enough"];
const user = { username: "app", password: "p@ss:word/1" };
const credentials = `${user.username}:${encodeURIComponent(user.password)}`;

function connect(options: ConnectRedisOptions): Redis | Cluster {
  const client = connectRedis(options);
  onTestFinished(() => client.disconnect());
  return client;
}

async function connected(options: ConnectRedisOptions): Promise<Redis | Cluster> {
  const client = connect(options);
  await once(client, "ready");
  return client;
}

const forSessions = ["get", "getex", "pexpire", "del", "evalsha", "eval", "time", "set"];
const forUsers = [
  "hget",
  "hmget",
  "hgetall",
  "hlen",
  "hexists",
  "hrandfield",
  "hset",
  "hdel",
  "pttl",
  "pexpireat",
];
const forConnections = ["@connection", "info", "cluster"];
const forTheTest = ["acl|whoami", "exists"];

/** Lets the user in with the password, for the keys of sessions and the commands that they need alone, and nobody else. */
async function requireUser(server: RedisServer): Promise<void> {
  const client = await server.client();
  const commands = [...forSessions, ...forUsers, ...forConnections, ...forTheTest].map(
    (command) => `+${command}`,
  );
  await client.acl("SETUSER", user.username, "on", `>${user.password}`, "~session:*", "-@all", ...commands);
  await client.acl("SETUSER", "default", "off");
}

describe("connectRedis() with a user, a password and a database", () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await startRedisServer();
    await requireUser(server);
  });

  afterAll(() => server.stop());

  const spellings: Record<string, () => ConnectRedisOptions> = {
    "in the address": () => ({ url: `redis://${credentials}@127.0.0.1:${server.port}/3` }),
    "as options": () => ({ url: server.url, ...user, database: 3 }),
  };

  it.each(Object.keys(spellings))("keeps sessions there, given %s", async (spelling) => {
    const client = await connected(spellings[spelling]?.() ?? {});
    const store = new RedisStore({ client, secrets });
    const { id, handle } = await saveSession(store, { user: "ada" });
    const session = await store.open<{ user: string }>(id);
    expect(session?.get("user")).toBe("ada");
    await session?.bind("ada");
    expect((await store.sessionsOf("ada")).map((listed) => listed.handle)).toContain(handle);
    expect(await client.call("ACL", "WHOAMI")).toBe(user.username);
    const key = `session:{${handle.slice(0, 4)}}${handle.slice(4)}`;
    expect(await client.exists(key)).toBe(1);
    await client.call("SELECT", "0");
    expect(await client.exists(key)).toBe(0);
  });

  it("warns once, and shows no password, when Redis does not let it in", async () => {
    const warnings = catchWarnings();
    const client = connect({ url: server.url, username: user.username, password: "a wrong password" });
    const store = new RedisStore({ client, secrets, deadlineMs: 200 });
    for (let round = 0; round < 2; round += 1) {
      await expect(saveSession(store, { user: "ada" })).rejects.toMatchObject({ status: 503 });
    }
    expect(warnings.map(({ code }) => code)).toEqual(["WRN_SESSION_REDIS_DOWN"]);
    expect(JSON.stringify(warnings)).not.toContain("a wrong password");
  });
});

describe("connectRedis() over TLS", () => {
  let certificate: TlsCertificate;
  let server: RedisServer;
  let tlsPort: number;

  beforeAll(async () => {
    certificate = await createTlsCertificate();
    const files = ["--tls-cert-file", certificate.certificateFile, "--tls-key-file", certificate.keyFile];
    server = await startRedisServer({ args: ["--tls-auth-clients", "no", ...files] });
    tlsPort = await listenWithTls(server);
  });

  afterAll(async () => {
    await server.stop();
    await certificate.remove();
  });

  it.each(["rediss", "redis"])(
    "keeps sessions there, given an address with %s:// and what to trust",
    async (scheme) => {
      const url = `${scheme}://127.0.0.1:${tlsPort}`;
      const client = await connected({ url, tls: { ca: certificate.certificate } });
      const store = new RedisStore({ client, secrets });
      const { id } = await saveSession(store, { user: "ada" });
      expect((await store.open<{ user: string }>(id))?.get("user")).toBe("ada");
      expect(await client.call("CLIENT", "INFO")).toContain(`laddr=127.0.0.1:${tlsPort}`);
    },
  );

  it("refuses a server whose certificate nobody vouches for", async () => {
    const warnings = catchWarnings();
    connect({ url: `rediss://127.0.0.1:${tlsPort}` });
    await vi.waitFor(() => expect(warnings).toHaveLength(1), 5000);
    expect(warnings[0]?.message).toContain("DEPTH_ZERO_SELF_SIGNED_CERT");
  });
});

describe("connectRedis() to a cluster that asks for a password", () => {
  it("reaches all nodes with the user of the addresses", async () => {
    const cluster = await startRedisCluster();
    onTestFinished(() => cluster.stop());
    await Promise.all(cluster.primaries.map(requireUser));
    const client = await connected({
      cluster: cluster.addresses.slice(0, 1).map((address) => `redis://${credentials}@${address}`),
    });
    const store = new RedisStore({ client, secrets });
    const saved = await Promise.all(Array.from({ length: 20 }, (_, n) => saveSession(store, { n })));
    const loaded = await Promise.all(saved.map(({ id }) => store.open<{ n: number }>(id)));
    expect(loaded.map((session) => session?.get("n"))).toEqual([...saved.keys()]);
  });
});

describe("connectRedis() to a server that became a replica", () => {
  it("connects anew, and writes once that leads to a primary", async () => {
    const [server, other] = await Promise.all([startRedisServer(), startRedisServer()]);
    onTestFinished(async () => {
      await Promise.all([server.stop(), other.stop()]);
    });
    const client = await connected({ url: server.url });
    const session = await saveSession(new RedisStore({ client, secrets }), { user: "ada" });
    const admin = await server.client();
    const idOfConnection = await client.call("CLIENT", "ID");
    await admin.replicaof("127.0.0.1", other.port);

    const reconnected = once(client, "ready");
    session.set("user", "bob");
    await expect(session.save()).rejects.toMatchObject({ status: 503 });
    await reconnected;
    expect(await client.call("CLIENT", "ID")).not.toBe(idOfConnection);

    await admin.replicaof("NO", "ONE");
    await saveSession(new RedisStore({ client, secrets }), { user: "bob" });
  });
});

/** Opens a port for TLS beside the one that the test talks to. */
async function listenWithTls(server: RedisServer): Promise<number> {
  const client = await server.client();
  const port = await freePort();
  await client.config("SET", "tls-port", port);
  return port;
}
