/** The Cookie header of a visitor who has just logged in. @throws Error when the login gave no cookie */
export async function logIn(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/login`, { method: "POST" });
  await answer.arrayBuffer();
  const cookies = answer.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
  if (!answer.ok || cookies.length === 0) {
    throw new Error(`A login was answered with status ${answer.status} and ${cookies.length} cookies`);
  }
  return cookies.join("; ");
}

/** The Cookie headers of so many visitors. */
export async function logInMany(port: number, count: number): Promise<string[]> {
  const cookies: string[] = [];
  while (cookies.length < count) {
    const next = Math.min(32, count - cookies.length);
    cookies.push(...(await Promise.all(Array.from({ length: next }, () => logIn(port)))));
  }
  return cookies;
}

/** What a visitor is answered. */
export async function ask(
  port: number,
  path: string,
  cookie?: string,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const answer = await fetch(
    `http://127.0.0.1:${port}${path}`,
    cookie === undefined ? {} : { headers: { cookie } },
  );
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
