/** The addresses that handlers send visitors to. */
export const paths = {
  home: "/index.html",
  login: "/login.html",
} as const;
