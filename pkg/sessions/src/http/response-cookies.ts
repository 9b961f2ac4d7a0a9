import type { ServerResponse } from "node:http";
import { beforeHead } from "./before-head.ts";
import { markPrivate } from "./private-response.ts";

/** The `Set-Cookie` headers of one session on one response: each save replaces them, and those of others stay. */
export class ResponseCookies {
  readonly #response: ServerResponse;
  readonly #isDead: () => boolean;
  #lines: readonly string[] = [];
  #isObserved = false;

  /** @param isDead - is asked right before the head leaves: whether the session has ended or moved meanwhile, so that they must not be sent */
  constructor(response: ServerResponse, isDead: () => boolean) {
    this.#response = response;
    this.#isDead = isDead;
  }

  /** Puts these headers in the place of those before. */
  replace(lines: readonly string[]): void {
    if (!this.#isObserved) beforeHead(this.#response, () => this.#settle());
    this.#isObserved = true;
    this.withdraw();
    this.#lines = lines;
    for (const line of lines) this.#response.appendHeader("Set-Cookie", line);
  }

  /** Takes the headers of this session from the response. */
  withdraw(): void {
    if (this.#lines.length === 0) return;
    const others = this.#standing().filter((line) => !this.#lines.includes(line));
    this.#lines = [];
    if (others.length > 0) this.#response.setHeader("Set-Cookie", others);
    else this.#response.removeHeader("Set-Cookie");
  }

  #settle(): void {
    if (this.#lines.length === 0) return;
    if (this.#isDead()) {
      this.withdraw();
      return;
    }
    const standing = this.#standing();
    for (const line of this.#lines) {
      if (!standing.includes(line)) this.#response.appendHeader("Set-Cookie", line);
    }
    markPrivate(this.#response);
  }

  #standing(): string[] {
    const header = this.#response.getHeader("Set-Cookie");
    if (header === undefined) return [];
    return Array.isArray(header) ? header : [String(header)];
  }
}
