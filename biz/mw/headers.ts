import type { RequestHandler } from "express";
import helmet from "helmet";

/**
 * Headers that tell browsers to trust nothing but this site: no script, style or image of anybody else or in the page itself,
 * no frame around it, no form to elsewhere. With `secure`, also never to come by plain HTTP again.
 */
export function securityHeaders({ secure }: { readonly secure: boolean }): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        ...(secure && { upgradeInsecureRequests: [] }),
      },
    },
    // Not of the subdomains: whose they are is not this app's to say.
    strictTransportSecurity: secure && { maxAge: 365 * 24 * 60 * 60, includeSubDomains: false },
    // Not "no-referrer", with which browsers send "Origin: null" for our own forms, too.
    referrerPolicy: { policy: "same-origin" },
    xFrameOptions: { action: "deny" },
  });
}
