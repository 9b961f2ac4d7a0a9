import { Browser } from "../../pkg/sessions/src/testing/replica.ts";

/** A browser that keeps any number of cookies, each until it is taken. */
export class JarBrowser extends Browser {
  readonly jar = new Map<string, string>();

  override copy(): JarBrowser {
    const copy = new JarBrowser();
    for (const [name, value] of this.jar) copy.put(name, value);
    return copy;
  }

  override receive(headers: Headers): void {
    this.lastHeaders = headers;
    this.lastSetCookies = headers.getSetCookie();
    for (const line of this.lastSetCookies) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/; Max-Age=0\b/.test(line)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    this.#spell();
  }

  /** Gives the browser a cookie, as another way than a response of this server does. */
  put(name: string, value: string): void {
    this.jar.set(name, value);
    this.#spell();
  }

  /** The names of its cookies, in the order in which they came. */
  get names(): string[] {
    return [...this.jar.keys()];
  }

  #spell(): void {
    const pairs = [...this.jar].map(([name, value]) => `${name}=${value}`);
    this.cookie = pairs.length > 0 ? pairs.join("; ") : undefined;
  }
}
