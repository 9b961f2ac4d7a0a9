import { Router, urlencoded } from "express";

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
import { requireUser } from "../mw/require-user.ts";

export interface PageRouterDeps extends LoginDeps, RegisterDeps, PasswordDeps {
  readonly replica: string;
}

/** The pages, and the forms that they send. */
export function createPageRouter(deps: PageRouterDeps): Router {
  const router = Router();
  const form = urlencoded({ extended: false, limit: "16kb", parameterLimit: 20 });
  router.get("/", root);
  router.get("/register.html", registerPage);
  router.post("/register", form, createRegister(deps));
  router.get("/login.html", loginPage);
  router.post("/login", form, createLogin(deps));
  router.post("/logout", logout);
  router.get("/index.html", requireUser, createHome(deps));
  router.get("/password.html", requireUser, passwordPage);
  router.post("/password", form, requireUser, createPassword(deps));
  router.get("/sessions.html", requireUser, createSessionsPage(deps));
  router.post("/sessions/revoke", form, requireUser, createRevokeSessions(deps));
  return router;
}
