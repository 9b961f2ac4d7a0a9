/** One server that is measured. */
export interface SubjectEntry {
  readonly id: string;
  readonly about: string;
  /** Its script in `subjects/`, and which variant of it. */
  readonly script: string;
  readonly variant?: string;
  /** The same framework without a session: what the session costs is counted over it. */
  readonly base: string;
  /** Its sessions live in the visitor's cookies. */
  readonly inCookie?: boolean;
  /** What it can be asked for besides reading, modifying, anonymous requests and logins. */
  readonly also?: readonly ("update" | "flash")[];
  /** The oldest Node.js that it runs on, when that is newer than the rest need. */
  readonly node?: readonly [major: number, minor: number];
}

const express = "express";
const all = ["update", "flash"] as const;

export const subjects: readonly SubjectEntry[] = [
  { id: express, about: "Express alone", script: "express-alone", base: express, also: all },
  {
    id: "raw-ioredis",
    about: "Express + one raw ioredis GET",
    script: "raw",
    variant: "ioredis",
    base: express,
  },
  {
    id: "raw-node-redis",
    about: "Express + one raw node-redis GET",
    script: "raw",
    variant: "node-redis",
    base: express,
  },
  {
    id: "hertz-ioredis",
    about: "hertz-sessions, ioredis",
    script: "hertz",
    variant: "ioredis",
    base: express,
    also: all,
  },
  {
    id: "hertz-node-redis",
    about: "hertz-sessions, node-redis",
    script: "hertz",
    variant: "node-redis",
    base: express,
    also: all,
  },
  {
    id: "express-session",
    about: "express-session + connect-redis",
    script: "express-session",
    base: express,
    also: all,
  },
  { id: "fastify", about: "Fastify alone", script: "fastify-alone", base: "fastify" },
  {
    id: "fastify-session",
    about: "@fastify/session + connect-redis",
    script: "fastify-session",
    base: "fastify",
  },
  {
    id: "hertz-fastify",
    about: "hertz-sessions on Fastify, node-redis",
    script: "hertz-fastify",
    variant: "node-redis",
    base: "fastify",
  },
  { id: "hono", about: "Hono alone", script: "hono-alone", base: "hono" },
  { id: "hono-sessions", about: "hono-sessions, own ioredis store", script: "hono-sessions", base: "hono" },
  {
    id: "hertz-encrypted",
    about: "hertz-sessions CookieStore, encrypted",
    script: "hertz-cookie",
    variant: "encrypted",
    base: express,
    inCookie: true,
  },
  {
    id: "hertz-signed",
    about: "hertz-sessions CookieStore, signed",
    script: "hertz-cookie",
    variant: "signed",
    base: express,
    inCookie: true,
  },
  {
    id: "cookie-session",
    about: "cookie-session (signed)",
    script: "cookie-session",
    base: express,
    inCookie: true,
  },
  {
    id: "iron-session-8",
    about: "iron-session 8 (encrypted)",
    script: "iron-session",
    variant: "iron-session",
    base: express,
    inCookie: true,
  },
  {
    id: "iron-session-9",
    about: "iron-session 9 (encrypted)",
    script: "iron-session",
    variant: "iron-session-9",
    base: express,
    inCookie: true,
    node: [22, 13],
  },
];

/** A subject by its name. @throws Error for one that there is not, and lists those there are */
export function subjectOf(id: string): SubjectEntry {
  const found = subjects.find((subject) => subject.id === id);
  if (!found) throw new Error(`No subject ${id}; there are ${subjects.map((each) => each.id).join(", ")}`);
  return found;
}
