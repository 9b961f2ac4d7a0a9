import type { RequestHandler } from "express";

/** GET /healthz: 200 as long as the process answers at all, whatever Redis does. */
export const healthz: RequestHandler = (_req, res) => {
  res.json({ status: "ok" });
};
