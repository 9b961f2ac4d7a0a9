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

  /** Sends a form, with the token of this browser as the forms of `page` have it; that of another page is the same. */
  async post(path: string, form: Readonly<Record<string, string>>, page = "/register.html"): Promise<Answer> {
    return this.send(path, { ...form, csrf: await this.token(page) });
  }

  /** The token that stands in the forms of a page; empty when there is none. */
  async token(page: string): Promise<string> {
    const { body } = await this.get(page);
    return /name="csrf" value="([^"]*)"/.exec(body)?.[1] ?? "";
  }

  /** Sends a form as it is. */
  async send(path: string, form: Readonly<Record<string, string>>): Promise<Answer> {
    return this.#keepCookies(await ask(this.#site + path, { cookie: this.cookie, form }));
  }

  #keepCookies(answer: Answer): Answer {
    this.#jar.take(answer.setCookies);
    return answer;
  }
}
