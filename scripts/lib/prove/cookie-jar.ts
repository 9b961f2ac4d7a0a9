/** The cookies of one visitor. It sends each of them everywhere: all its requests go to one site. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** Does what the Set-Cookie headers of an answer say. */
  take(setCookies: readonly string[]): void {
    for (const setCookie of setCookies) {
      const [pair = "", ...attributes] = setCookie.split(";").map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf("="));
      if (attributes.some(endsCookie)) this.#cookies.delete(name);
      else this.#cookies.set(name, pair);
    }
  }

  /** The value of the Cookie header; empty without cookies. */
  header(): string {
    return [...this.#cookies.values()].join("; ");
  }
}

function endsCookie(attribute: string): boolean {
  const [name = "", value = ""] = attribute.split("=");
  if (/^max-age$/i.test(name)) return Number(value) <= 0;
  return /^expires$/i.test(name) && Date.parse(value) <= Date.now();
}
