import { describe, expect, it } from "vitest";
import { parseDemoOptions } from "./options.ts";

describe("parseDemoOptions()", () => {
  it("gives three replicas at port 8080, in the foreground, when nothing is asked for", () => {
    expect(parseDemoOptions([])).toEqual({
      replicas: 3,
      port: 8080,
      detach: false,
      native: false,
      stop: false,
      tls: false,
    });
  });

  it("takes both spellings of a value", () => {
    expect(parseDemoOptions(["--replicas", "5", "--port=9000", "--detach", "--native", "--tls"])).toEqual({
      replicas: 5,
      port: 9000,
      detach: true,
      native: true,
      stop: false,
      tls: true,
    });
  });

  it.each([
    [["--prot", "1"], "Unknown option '--prot'"],
    [["extra"], "Unexpected argument 'extra'"],
    [["--port"], "argument missing"],
    [["--port", "0"], "--port must be a whole number from 1 to 65535"],
    [["--port", "65536"], "--port must be a whole number from 1 to 65535"],
    [["--replicas", "2.5"], "--replicas must be a whole number from 1 to 20"],
    [["--replicas", ""], "--replicas must be a whole number from 1 to 20"],
    [["--stop", "--detach"], "--stop takes no other option"],
  ])("refuses %j with exit code 2, what is wrong, and the usage", (args, message) => {
    const parse = () => parseDemoOptions(args);
    expect(parse).toThrow(expect.objectContaining({ exitCode: 2 }));
    expect(parse).toThrow(message);
    expect(parse).toThrow("usage: ./scripts/demo");
  });
});
