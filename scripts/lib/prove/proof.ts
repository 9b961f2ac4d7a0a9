import { logIn, logOut, newAccount, register, type Account } from "./account.ts";
import { askEverybody, countReplicas, type Answers } from "./ask-everybody.ts";
import type { Answer } from "./ask.ts";
import type { Report } from "./report.ts";
import { handleOf, summarizeSession } from "./session-answer.ts";
import type { Target } from "./target.ts";
import { Visitor } from "./visitor.ts";

/**
 * Goes through the life of one session, with a user of its own: sign in, count visits, log out, each time as every
 * replica sees it. What it sees, and what fails, stands in the report.
 */
export async function prove(target: Target, report: Report): Promise<void> {
  const visitor = new Visitor(target.url);
  const account = newAccount();
  const { username } = account;

  await signIn(visitor, account, report);
  const signedIn = await askEverybody(target, "/api/session", visitor.cookie);
  reportSessions("signed in", signedIn, { target, report, expected: `200 ${username}, 0 visits` });

  const visits = await visitHomePage(visitor, target.replicas, report);
  const visited = await askEverybody(target, "/api/session", visitor.cookie);
  reportSessions("visited", visited, { target, report, expected: `200 ${username}, ${visits} visits` });

  const oldCookie = visitor.cookie;
  const answer = await logOut(visitor);
  report.check(`POST /logout${by(answer)}`, "303 to /login.html", answer.summary, answer.durationMs);
  const loggedOut = await askEverybody(target, "/api/session", oldCookie);
  reportSessions("logged out", loggedOut, { target, report, expected: "401" });
}

async function signIn(visitor: Visitor, account: Account, report: Report): Promise<void> {
  const registered = await register(visitor, account);
  report.check("POST /register", "303 to /login.html", registered.summary, registered.durationMs);

  const cookieBefore = visitor.cookie;
  const answer = await logIn(visitor, account);
  report.check(`POST /login${by(answer)}`, "303 to /index.html", answer.summary, answer.durationMs);
  const isNew = visitor.cookie !== "" && visitor.cookie !== cookieBefore;
  report.check("login gives the session a new id", "new cookie", isNew ? "new cookie" : "no new cookie", 0);
}

/** Opens the home page several times, most of them at once, and gives how often. No visit may be lost. */
async function visitHomePage(visitor: Visitor, replicas: number, report: Report): Promise<number> {
  const single = replicas;
  const together = 3 * replicas;
  for (let visit = 1; visit <= single; visit += 1) {
    const answer = await visitor.get("/index.html");
    report.check(`GET /index.html${by(answer)}`, "200", answer.summary, answer.durationMs);
  }
  const answers = await Promise.all(Array.from({ length: together }, () => visitor.get("/index.html")));
  const summaries = new Set(answers.map((answer) => answer.summary));
  const servers = new Set(answers.map((answer) => answer.servedBy)).size;
  const name = `GET /index.html ${together} times at once, on ${servers} replicas`;
  report.check(name, "200", [...summaries].join(", "), slowest(answers));
  return single + together;
}

interface Expectation {
  readonly target: Target;
  readonly report: Report;
  /** What every single answer must say. */
  readonly expected: string;
}

function reportSessions(when: string, answers: Answers, { target, report, expected }: Expectation): void {
  const everybody = [...answers.throughNginx, ...answers.direct].sort(([a], [b]) => a.localeCompare(b));
  for (const [who, given] of everybody) {
    const seen = new Set(given.map(summarizeSession));
    report.check(`${when}: ${who}`, expected, [...seen].join(", "), slowest(given));
  }
  const replicas = String(countReplicas(answers.throughNginx));
  const { durationMs } = answers;
  report.check(`${when}: replicas behind nginx`, String(target.replicas), replicas, durationMs);
  const handles = new Set(everybody.flatMap(([, given]) => given.map(handleOf)));
  handles.delete(undefined);
  const sessions = expected.startsWith("200") ? "1" : "0";
  report.check(`${when}: sessions behind the cookie`, sessions, String(handles.size), durationMs);
}

function by({ servedBy }: Answer): string {
  return `, answered by ${servedBy ?? "nobody"}`;
}

function slowest(answers: readonly Answer[]): number {
  return Math.max(0, ...answers.map(({ durationMs }) => durationMs));
}
