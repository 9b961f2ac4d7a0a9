/**
 * What visitors read. The first five are the texts of Hertz's demo, so that clients written for it still
 * match.
 */
export const messages = {
  registered: "success",
  userExists: "user already exists",
  illegalFormat: "Illegal format",
  wrongCredentials: "wrong username or password",
  loginFirst: "please login first",
  notFound: "There is no such page",
  tooLarge: "The form is too large",
  badRequest: "The request could not be understood",
  unavailable: "The service is not available right now. Please try again in a moment",
  internal: "Something went wrong on our side",
} as const;
