import { randomBytes } from "node:crypto";
import { askEverybody, countReplicas, type Answers } from "./ask-everybody.ts";
import { Report } from "./report.ts";
import { handleOf, summarizeSession } from "./session-answer.ts";
import type { Target } from "./target.ts";
import { Visitor } from "./visitor.ts";

/**
 * Goes through the life of one session, with a user of its own: sign in, count visits, log out, each time as every
 * replica sees it. Gives the report in any case; what fails stands in it.
 */
export async function prove(target: Target): Promise<Report> {
  const report = new Report();
  const visitor = new Visitor(target.url);
  const username = `prove-${randomBytes(4).toString("hex")}`;

  await signIn(visitor, username, report);
  const signedIn = await askEverybody(target, "/api/session", visitor.cookie);
  reportSessions("signed in", signedIn, { target, report, expected: `200 ${username}, 0 visits` });

  const visits = await visitHomePage(visitor, target.replicas, report);
  const visited = await askEverybody(target, "/api/session", visitor.cookie);
  reportSessions("visited", visited, { target, report, expected: `200 ${username}, ${visits} visits` });

  const oldCookie = visitor.cookie;
  await logOut(visitor, report);
  const loggedOut = await askEverybody(target, "/api/session", oldCookie);
  reportSessions("logged out", loggedOut, { target, report, expected: "401" });
  return report;
}

async function signIn(visitor: Visitor, username: string, report: Report): Promise<void> {
  const password = randomBytes(16).toString("base64url");
  const email = `${username}@example.com`;
  const registered = await visitor.post("/register", { username, email, password }, "/register.html");
  report.check("POST /register", "303 to /login.html", registered.summary);

  const cookieBefore = visitor.cookie;
  const loggedIn = await visitor.post("/login", { username, password }, "/login.html");
  report.check(
    `POST /login, answered by ${loggedIn.servedBy ?? "nobody"}`,
    "303 to /index.html",
    loggedIn.summary,
  );
  const isNew = visitor.cookie !== "" && visitor.cookie !== cookieBefore;
  report.check("login gives the session a new id", "new cookie", isNew ? "new cookie" : "no new cookie");
}

/** Opens the home page several times, most of them at once, and gives how often. No visit may be lost. */
async function visitHomePage(visitor: Visitor, replicas: number, report: Report): Promise<number> {
  const single = replicas;
  const together = 3 * replicas;
  for (let visit = 1; visit <= single; visit += 1) {
    const { servedBy, summary } = await visitor.get("/index.html");
    report.check(`GET /index.html, answered by ${servedBy ?? "nobody"}`, "200", summary);
  }
  const answers = await Promise.all(Array.from({ length: together }, () => visitor.get("/index.html")));
  const summaries = new Set(answers.map((answer) => answer.summary));
  const servers = new Set(answers.map((answer) => answer.servedBy)).size;
  report.check(
    `GET /index.html ${together} times at once, on ${servers} replicas`,
    "200",
    [...summaries].join(", "),
  );
  return single + together;
}

async function logOut(visitor: Visitor, report: Report): Promise<void> {
  const answer = await visitor.post("/logout", {}, "/sessions.html");
  report.check(
    `POST /logout, answered by ${answer.servedBy ?? "nobody"}`,
    "303 to /login.html",
    answer.summary,
  );
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
    report.check(`${when}: ${who}`, expected, [...seen].join(", "));
  }
  const replicas = countReplicas(answers.throughNginx);
  report.check(`${when}: replicas behind nginx`, String(target.replicas), String(replicas));
  const handles = new Set(everybody.flatMap(([, given]) => given.map(handleOf)));
  handles.delete(undefined);
  const sessions = expected.startsWith("200") ? 1 : 0;
  report.check(`${when}: sessions behind the cookie`, String(sessions), String(handles.size));
}
