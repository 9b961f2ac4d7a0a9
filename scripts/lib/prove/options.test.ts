import { describe, expect, it } from "vitest";
import { parseProveOptions } from "./options.ts";

describe("parseProveOptions()", () => {
  it("leaves the site to the demo that runs when no URL is given", () => {
    expect(parseProveOptions([])).toEqual({
      url: undefined,
      replicas: undefined,
      json: false,
      kill: false,
    });
  });

  it("takes the origin of the URL", () => {
    const options = parseProveOptions([
      "https://demo.example.com:8443/index.html",
      "--replicas",
      "2",
      "--json",
      "--kill",
    ]);
    expect(options).toEqual({ url: "https://demo.example.com:8443", replicas: 2, json: true, kill: true });
  });

  it.each([
    [["127.0.0.1:8080"], "is not a URL like"],
    [["ftp://127.0.0.1"], "is not a URL like"],
    [["http://a", "http://b"], "one URL is enough"],
    [["--replicas", "0"], "--replicas must be a whole number from 1 to 100"],
    [["--fast"], "Unknown option '--fast'"],
  ])("refuses %j with exit code 2, what is wrong, and the usage", (args, message) => {
    const parse = () => parseProveOptions(args);
    expect(parse).toThrow(expect.objectContaining({ exitCode: 2 }));
    expect(parse).toThrow(message);
    expect(parse).toThrow("usage: ./scripts/prove");
  });
});
