import type { RequestHandler } from "express";

/** GET /ping: `{"message":"pong"}`. */
export const ping: RequestHandler = (_req, res) => {
  res.json({ message: "pong" });
};
