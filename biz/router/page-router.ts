import { Router } from "express";

import { clusterPage } from "../handler/cluster-page.ts";
import { createHome } from "../handler/home.ts";
import { loginPage } from "../handler/login-page.ts";
import { createLogin, type LoginDeps } from "../handler/login.ts";
import { logout } from "../handler/logout.ts";
import { createPassword, type PasswordDeps } from "../handler/password.ts";
import { passwordPage } from "../handler/password-page.ts";
import { registerPage } from "../handler/register-page.ts";
import { createRegister, type RegisterDeps } from "../handler/register.ts";
import { createRevokeSessions } from "../handler/revoke-sessions.ts";
import { root } from "../handler/root.ts";
import { createSessionsPage } from "../handler/sessions-page.ts";
import type { Csrf } from "../mw/csrf.ts";
import { readForm } from "../mw/form.ts";
import { requireUser } from "../mw/require-user.ts";

export interface PageRouterDeps extends LoginDeps, RegisterDeps, PasswordDeps {
  readonly replica: string;
  readonly csrf: Csrf;
}

/** The pages, and the forms that they send. */
export function createPageRouter(deps: PageRouterDeps): Router {
  const router = Router();
  const { provide, protect } = deps.csrf;
  router.get("/", root);
  router.get("/register.html", provide, registerPage);
  router.post("/register", readForm, protect, createRegister(deps));
  router.get("/login.html", provide, loginPage);
  router.post("/login", readForm, protect, createLogin(deps));
  // Whoever is not signed in any more is led to the login page and not told that the form is out of date.
  router.post("/logout", readForm, requireUser, protect, logout);
  router.get("/index.html", requireUser, provide, createHome(deps));
  router.get("/cluster.html", requireUser, provide, clusterPage);
  router.get("/password.html", requireUser, provide, passwordPage);
  router.post("/password", readForm, requireUser, protect, createPassword(deps));
  router.get("/sessions.html", requireUser, provide, createSessionsPage(deps));
  router.post("/sessions/revoke", readForm, requireUser, protect, createRevokeSessions(deps));
  return router;
}
