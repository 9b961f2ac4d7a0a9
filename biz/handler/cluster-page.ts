import type { Request } from "express";

import { renderPage } from "../../pkg/render/render-page.ts";
import type { UserResponse } from "../mw/require-user.ts";

/** GET /cluster.html: the page that shows what /api/cluster streams. */
export function clusterPage(_req: Request, res: UserResponse): void {
  renderPage(res, "cluster", {});
}
