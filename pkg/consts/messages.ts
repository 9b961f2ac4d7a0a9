/**
 * What visitors read. The first texts, but for that of the e-mail address, are those of Hertz's demo, so that clients written for it still
 * match.
 */
export const messages = {
  registered: "success",
  userExists: "user already exists",
  emailExists: "user already exists with this e-mail address",
  illegalFormat: "Illegal format",
  wrongCredentials: "wrong username or password",
  loginFirst: "please login first",
  wrongPassword: "That is not your password",
  passwordChanged: "Your password is changed, and every other device is signed out",
  passwordChangedElsewhere: "Your password was changed elsewhere meanwhile. Please try again",
  othersStillSignedIn:
    "Your password is changed, but the other devices could not be signed out. Please do it on the page of your devices",
  signedOutOne: "That device is signed out",
  signedOutOthers: "Every other device is signed out",
  notSignedIn: "That device was not signed in any more",
  forged: "The form was not accepted",
  forgedAdvice:
    "It did not come from a page of this site that is up to date. Go back, load the page anew and send the form again. " +
    "Your browser must accept cookies from this site.",
  tooMany: "Too many attempts",
  tooManyAdvice:
    "Wait a quarter of an hour, then try again. A browser that has signed in before is not kept waiting by others.",
  notFound: "There is no such page",
  tooLarge: "The form is too large",
  addressTooLong: "The address is too long",
  badRequest: "The request could not be understood",
  unavailable: "The service is not available right now. Please try again in a moment",
  internal: "Something went wrong on our side",
} as const;
