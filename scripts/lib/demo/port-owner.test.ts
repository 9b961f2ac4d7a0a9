import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { listeningInodes, portOwner } from "./port-owner.ts";

describe("portOwner()", () => {
  it.each(["127.0.0.1", "::"])("names the program and the process that listen on %s", async (host) => {
    const server = createServer().listen(0, host);
    await once(server, "listening");
    const owner = await portOwner((server.address() as AddressInfo).port);
    server.close();
    expect(owner).toMatch(new RegExp(`^.+ [(]pid ${process.pid}[)]$`));
  });

  it("names nobody when nobody listens", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    expect(await portOwner(port)).toBeUndefined();
  });
});

describe("listeningInodes()", () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1
   2: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0
`;

  it.each([
    [8080, ["4711"]],
    [80, ["4713"]],
    [443, []],
  ])("finds who listens on port %i, and no connection of theirs", (port, inodes) => {
    expect(listeningInodes(table, port)).toEqual(inodes);
  });
});
