import { ask, type Answer } from "./ask.ts";
import { CookieJar } from "./cookie-jar.ts";

/** A browser at one site: it keeps the cookies that it gets. */
export class Visitor {
  readonly #site: string;
  readonly #jar = new CookieJar();

  constructor(site: string) {
    this.#site = site;
  }

  /** The Cookie header that it sends now. */
  get cookie(): string {
    return this.#jar.header();
  }

  async get(path: string): Promise<Answer> {
    return this.#keepCookies(await ask(this.#site + path, { cookie: this.cookie }));
  }

  async post(path: string, form: Readonly<Record<string, string>>): Promise<Answer> {
    return this.#keepCookies(await ask(this.#site + path, { cookie: this.cookie, form }));
  }

  #keepCookies(answer: Answer): Answer {
    this.#jar.take(answer.setCookies);
    return answer;
  }
}
