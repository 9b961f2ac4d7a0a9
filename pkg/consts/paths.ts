/** The addresses that handlers send visitors to. */
export const paths = {
  home: "/index.html",
  login: "/login.html",
  password: "/password.html",
  sessions: "/sessions.html",
} as const;
