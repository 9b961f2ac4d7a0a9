import { readFileSync, statSync } from "node:fs";
import { get, type ClientRequest, type IncomingMessage } from "node:http";
import { request } from "node:https";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { freePorts } from "../../scripts/lib/demo/ports.ts";
import { DemoRunner } from "./demo-runner.ts";

describe("scripts/demo --native --tls", () => {
  let demo: DemoRunner;
  let port: number;

  beforeAll(async () => {
    demo = await DemoRunner.create();
    [port = 0] = await freePorts(1);
    await demo.mustRun("demo", "--native", "--detach", "--tls", "--port", String(port));
  });

  afterAll(() => demo.dispose());

  async function answer(sent: ClientRequest): Promise<IncomingMessage> {
    const [response] = (await once(sent.end(), "response")) as [IncomingMessage];
    response.resume();
    return response;
  }

  function ask(path: string): Promise<IncomingMessage> {
    const ca = readFileSync(join(demo.folder, "tls/certificate.pem"));
    return answer(request({ host: "127.0.0.1", port, path, ca }));
  }

  it("serves HTTPS with a certificate for 127.0.0.1, whose key nobody else may read", async () => {
    expect(demo.state().url).toBe(`https://127.0.0.1:${port}`);
    expect((await ask("/readyz")).statusCode).toBe(200);
    expect(statSync(join(demo.folder, "tls/key.pem")).mode & 0o777).toBe(0o600);
  });

  it("gives cookies that are Secure and bound to the host, and tells browsers to stay with HTTPS", async () => {
    const { headers } = await ask("/login.html");
    expect(headers["set-cookie"]).toEqual([expect.stringMatching(/^__Host-HERTZ-CSRF=.*; Secure/)]);
    expect(headers["strict-transport-security"]).toBe("max-age=31536000");
  });

  it("leads whoever comes by plain HTTP to HTTPS", async () => {
    const { statusCode, headers } = await answer(get(`http://127.0.0.1:${port}/login.html?next=%2F`));
    expect([statusCode, headers.location]).toEqual([301, `https://127.0.0.1:${port}/login.html?next=%2F`]);
  });

  it("passes scripts/prove", async () => {
    expect((await demo.run("prove")).code).toBe(0);
  });
});
