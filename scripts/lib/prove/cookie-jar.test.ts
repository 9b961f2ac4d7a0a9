import { describe, expect, it } from "vitest";
import { CookieJar } from "./cookie-jar.ts";

describe("CookieJar", () => {
  it("sends nothing before it has got a cookie", () => {
    expect(new CookieJar().header()).toBe("");
  });

  it("sends the newest value of each cookie, without its attributes", () => {
    const jar = new CookieJar();
    jar.take(["a=1; Path=/; HttpOnly", "b=x=y; Max-Age=60"]);
    jar.take(["a=2"]);
    expect(jar.header()).toBe("a=2; b=x=y");
  });

  it.each(["Max-Age=0", "max-age=-1", "Expires=Thu, 01 Jan 1970 00:00:00 GMT"])(
    "forgets a cookie that comes with %s",
    (attribute) => {
      const jar = new CookieJar();
      jar.take(["a=1", "b=2"]);
      jar.take([`a=; Path=/; ${attribute}`]);
      expect(jar.header()).toBe("b=2");
    },
  );
});
