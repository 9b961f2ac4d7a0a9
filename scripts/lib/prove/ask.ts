/** What came back for one request. */
export interface Answer {
  /** 0 when there was none. */
  readonly status: number;
  /** "302 to /login.html", "401", or why there was no answer. */
  readonly summary: string;
  /** The replica that answered, by its X-Served-By; undefined when it was none: nginx, or nobody. */
  readonly servedBy: string | undefined;
  readonly body: string;
  readonly setCookies: readonly string[];
  /** From the question to the end of the answer, in milliseconds. */
  readonly durationMs: number;
}

export interface Question {
  readonly cookie: string;
  /** Makes it a POST. */
  readonly form?: Readonly<Record<string, string>>;
}

/** Sends one request and follows no redirect. Gives an answer in any case: a failure is one with status 0. */
export async function ask(url: string, { cookie, form }: Question): Promise<Answer> {
  const begun = performance.now();
  const durationMs = (): number => performance.now() - begun;
  try {
    const response = await fetch(url, {
      method: form === undefined ? "GET" : "POST",
      headers: cookie === "" ? {} : { Cookie: cookie },
      ...(form !== undefined && { body: new URLSearchParams(form) }),
      redirect: "manual",
      signal: AbortSignal.timeout(15_000),
    });
    const location = response.headers.get("Location");
    const to = location === null ? "" : ` to ${new URL(location, url).pathname}`;
    const body = await response.text();
    return {
      status: response.status,
      summary: `${response.status}${to}`,
      servedBy: response.headers.get("X-Served-By") ?? undefined,
      body,
      setCookies: response.headers.getSetCookie(),
      durationMs: durationMs(),
    };
  } catch (error) {
    return {
      status: 0,
      summary: `no answer: ${reason(error)}`,
      servedBy: undefined,
      body: "",
      setCookies: [],
      durationMs: durationMs(),
    };
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
