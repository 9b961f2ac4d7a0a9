import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { freePorts } from "../../scripts/lib/demo/ports.ts";
import { listProcesses } from "../../scripts/lib/demo/process-table.ts";
import type { NativeState } from "../../scripts/lib/demo/state.ts";
import { poll } from "../../scripts/lib/poll.ts";
import { ask } from "../../scripts/lib/prove/ask.ts";
import { Visitor } from "../../scripts/lib/prove/visitor.ts";
import { collect, DemoRunner, printed, running } from "./demo-runner.ts";

const allParts = ["nginx", "redis", "replica-1", "replica-2", "replica-3"];

describe("scripts/demo --native --detach", () => {
  let demo: DemoRunner;
  let port: string;
  let state: NativeState;

  beforeAll(async () => {
    demo = await DemoRunner.create();
    port = String((await freePorts(1))[0]);
    await demo.mustRun("demo", "--native", "--detach", "--port", port);
    state = demo.state();
  });

  afterAll(() => demo.dispose());

  it("leaves nginx, Redis and three replicas running, and a state file that names them", () => {
    expect(state).toMatchObject({ status: "ready", url: `http://127.0.0.1:${port}`, runner: null });
    expect(running(state)).toEqual(allParts);
  });

  it("shows one session on three replicas over nine requests, and none on any of them after the logout", async () => {
    const visitor = await signIn(state.url, "ada");
    await visitor.get("/index.html");
    await visitor.get("/index.html");

    const answers = [];
    for (let request = 1; request <= 9; request += 1) answers.push(await visitor.get("/api/session"));
    const replicas = [...new Set(answers.map((answer) => answer.servedBy))].sort();
    expect(replicas).toEqual(["replica-1", "replica-2", "replica-3"]);
    const sessions = answers.map((answer) => JSON.parse(answer.body));
    expect(sessions).toEqual(sessions.map(() => expect.objectContaining({ username: "ada", visits: 2 })));

    const { cookie } = visitor;
    expect((await visitor.post("/logout", {}, "/sessions.html")).summary).toBe("303 to /login.html");
    const after = await Promise.all(state.replicas.map(({ url }) => ask(`${url}/api/session`, { cookie })));
    expect(after.map((answer) => answer.status)).toEqual([401, 401, 401]);
  });

  it("shows the numbers of each replica to who asks it directly, and to nobody through nginx", async () => {
    const direct = await Promise.all(state.replicas.map(({ url }) => ask(`${url}/metrics`, { cookie: "" })));
    expect(direct.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(direct.filter(({ body }) => body.includes("sessions_connection_up")).length).toBe(3);
    const ways = [
      "/metrics",
      "/METRICS",
      "/metrics/",
      "//metrics",
      "/%6detrics",
      "/metrics?x",
      "/static/../metrics",
    ];
    const through = await Promise.all(ways.map((way) => ask(state.url + way, { cookie: "" })));
    expect(through.map(({ status }) => status)).toEqual(ways.map(() => 404));
  });

  it("follows a request by its id from nginx through the replica to the answer", async () => {
    const given = "id-of-this-very-request";
    const kept = await fetch(`${state.url}/login.html`, { headers: { "X-Request-Id": given } });
    expect(kept.headers.get("x-request-id")).toBe(given);
    const holders = (): string[] =>
      ["nginx", ...state.replicas.map(({ name }) => name)].filter((name) =>
        readFileSync(join(demo.folder, "logs", `${name}.log`), "utf8").includes(given),
      );
    await poll(() => holders().length === 2, 5000);
    expect(holders()).toEqual(["nginx", kept.headers.get("x-served-by")]);
    const made = await fetch(`${state.url}/metrics`, { headers: { "X-Request-Id": "not an id" } });
    expect(made.headers.get("x-request-id")).toMatch(/^[0-9a-f]{32}$/);
  });

  it("says that it already runs, and starts nothing, when it is started again", async () => {
    const { code, stdout } = await demo.run("demo", "--native", "--detach", "--port", port);
    expect(code).toBe(0);
    expect(stdout).toContain(`found     a demo already running at ${state.url}`);
    expect(demo.state()).toEqual(state);
  });

  it("refuses to start with other options while it runs", async () => {
    const { code, stderr } = await demo.run(
      "demo",
      "--native",
      "--detach",
      "--port",
      port,
      "--replicas",
      "2",
    );
    expect(code).toBe(1);
    expect(stderr).toContain("--stop");
  });
});

describe("the end of a demo", () => {
  let demo: DemoRunner;
  let port: number;

  beforeEach(async () => {
    demo = await DemoRunner.create();
    [port = 0] = await freePorts(1);
  });

  afterEach(() => demo.dispose());

  async function startDetached(): Promise<NativeState> {
    await demo.mustRun("demo", "--native", "--detach", "--port", String(port));
    return demo.state();
  }

  it("comes with --stop, which leaves no process, no port and no state behind, and keeps users and sessions", async () => {
    const state = await startDetached();
    const visitor = await signIn(state.url, "grace");

    const { code } = await demo.run("demo", "--stop");
    expect(code).toBe(0);
    expect(running(state)).toEqual([]);
    const urls = [state.url, state.redis?.url ?? "", ...state.replicas.map((replica) => replica.url)];
    expect(await Promise.all(urls.map(isListening))).toEqual(urls.map(() => false));
    expect(demo.hasState()).toBe(false);

    await startDetached();
    expect((await visitor.get("/api/session")).status).toBe(200);
  });

  it("comes with --stop also when nginx was killed and its workers live on", async () => {
    const state = await startDetached();
    const nginx = state.nginx?.pid ?? 0;
    process.kill(nginx, "SIGKILL");
    const workers = listProcesses().filter((process) => process.group === nginx && process.pid !== nginx);
    expect(workers).not.toEqual([]);

    await demo.run("demo", "--stop");
    expect(running(state)).toEqual([]);
    const pids = new Set(listProcesses().map((process) => process.pid));
    expect(workers.filter((worker) => pids.has(worker.pid))).toEqual([]);
  });

  it("comes with Ctrl-C, in order and with exit code 0", async () => {
    const { child, outcome, state } = await startInForeground();
    child.kill("SIGINT");
    expect((await outcome).code).toBe(0);
    expect(running(state)).toEqual([]);
    expect(demo.hasState()).toBe(false);
  });

  it("comes when nginx dies, whose name it says", async () => {
    const { outcome, state } = await startInForeground();
    process.kill(state.nginx?.pid ?? 0, "SIGKILL");
    const { code, stderr } = await outcome;
    expect(code).toBe(1);
    expect(stderr).toContain("nginx has ended unasked (SIGKILL)");
    expect(running(state)).toEqual([]);
    expect(demo.hasState()).toBe(false);
  });

  it("does not come when a replica dies, which is started again, with its log", async () => {
    const { child, outcome, state } = await startInForeground();
    const logFile = join(demo.folder, "logs/replica-2.log");
    const log = readFileSync(logFile, "utf8");
    process.kill(state.replicas[1]?.pid ?? 0, "SIGKILL");
    await printed(child, "ready     replica-2");

    const after = demo.state();
    expect(running(after)).toEqual(allParts);
    expect(after.replicas.map(({ pid }, index) => pid === state.replicas[index]?.pid)).toEqual([
      true,
      false,
      true,
    ]);
    expect(readFileSync(logFile, "utf8").startsWith(log)).toBe(true);
    child.kill("SIGINT");
    const { code, stdout } = await outcome;
    expect(code).toBe(0);
    expect(stdout).toContain("lost      replica-2 (SIGKILL), which is started again");
    expect(running(after)).toEqual([]);
  });

  it("comes at once, with the last words of the replica, when a replica does not start", async () => {
    writeFileSync(join(demo.folder, "session-secrets"), "short");
    const { code, stderr } = await demo.run("demo", "--native", "--detach", "--port", String(port));
    expect(code).toBe(1);
    expect(stderr).toMatch(/replica-\d has ended unasked \(exit code 1\)[^]*SESSION_SECRETS_FILE/);
    expect(demo.hasState()).toBe(false);
  });

  async function startInForeground() {
    const child = demo.start("demo", "--native", "--port", String(port));
    const outcome = collect(child);
    await printed(child, "Ctrl-C");
    return { child, outcome, state: demo.state() };
  }
});

async function signIn(url: string, username: string): Promise<Visitor> {
  const visitor = new Visitor(url);
  const password = "correct horse battery";
  const email = `${username}@example.com`;
  await visitor.post("/register", { username, email, password }, "/register.html");
  expect((await visitor.post("/login", { username, password }, "/login.html")).summary).toBe(
    "303 to /index.html",
  );
  return visitor;
}

async function isListening(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
