import type { ServerResponse } from "node:http";
import { beforeHead } from "./before-head.ts";
import { markPrivate } from "./private-response.ts";
import { standingCookies } from "./standing-cookies.ts";

/** The `Set-Cookie` headers of one session on one response: each save replaces them, and those of others stay. */
export class ResponseCookies {
  readonly #response: ServerResponse;
  readonly #isDead: () => boolean;
  #lines: readonly string[] = [];
  /** Those that were taken back. */
  #former: readonly string[] = [];
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
    this.#former = [...this.#former, ...this.#lines];
    this.#lines = [];
    this.#removeFormer();
  }

  #removeFormer(): void {
    const standing = standingCookies(this.#response);
    const others = standing.filter((line) => !this.#former.includes(line));
    if (others.length === standing.length) return;
    if (others.length > 0) this.#response.setHeader("Set-Cookie", others);
    else this.#response.removeHeader("Set-Cookie");
  }

  #settle(): void {
    if (this.#former.length > 0) this.#removeFormer(); // a plugin of Fastify may have read them, and set them again
    if (this.#lines.length === 0) return;
    if (this.#isDead()) {
      this.withdraw();
      return;
    }
    const standing = standingCookies(this.#response);
    for (const line of this.#lines) {
      if (!standing.includes(line)) this.#response.appendHeader("Set-Cookie", line);
    }
    markPrivate(this.#response);
  }
}
