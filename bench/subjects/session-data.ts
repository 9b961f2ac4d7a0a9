import { randomBytes } from "node:crypto";
import { bytes } from "./settings.ts";

/** What a signed-in visitor's session holds in every subject. */
export interface VisitorData {
  username: string;
  roles: string[];
  loginAt: string;
  csrf: string;
  items?: { sku: string; title: string; quantity: number }[];
  count?: number;
  notices?: string[];
}

const roles = ["member", "editor", "reports:read", "reports:write", "billing:read", "projects:admin"];
const item = { sku: "b-0000", title: "A thing that somebody put into the cart", quantity: 1 };
const itemBytes = JSON.stringify(item).length + 1;
let logins = 0;
let notices = 0;

/** The data of a new login: 300 bytes of JSON, filled up to the size measured with the things in a cart. */
export function newVisitor(): VisitorData {
  logins += 1;
  const data: VisitorData = {
    username: `user-${String(logins).padStart(8, "0")}`,
    roles: [...roles, "team:invite", "audit:read", "beta:tester"],
    loginAt: new Date().toISOString(),
    csrf: randomBytes(32).toString("base64url"),
  };
  const missing = Math.floor((bytes - 300) / itemBytes);
  if (missing > 0) {
    data.items = Array.from({ length: missing }, (_, index) => ({
      ...item,
      sku: `b-${String(index).padStart(4, "0")}`,
    }));
  }
  return data;
}

/** A message that is none of those before: a library that writes only what changed has to write it. */
export function newNotice(): string {
  notices += 1;
  return `saved ${notices}`;
}
