/** What is asked of every subject in turn. */
export interface Workload {
  readonly id: string;
  readonly about: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  /** How many signed-in visitors take turns; none for a request without a cookie. */
  readonly visitors: number;
}

export const workloads: readonly Workload[] = [
  { id: "read", about: "authenticated read", method: "GET", path: "/read", visitors: 512 },
  { id: "modify", about: "read-modify-write", method: "GET", path: "/modify", visitors: 512 },
  { id: "anonymous", about: "anonymous, session untouched", method: "GET", path: "/anonymous", visitors: 0 },
  { id: "login", about: "login with a new id", method: "POST", path: "/login", visitors: 0 },
  { id: "update", about: "update of 4 sessions by all at once", method: "GET", path: "/update", visitors: 4 },
  { id: "flash", about: "flash: take the notices, leave one", method: "GET", path: "/flash", visitors: 512 },
  {
    id: "cookie",
    about: "authenticated read, session in the cookie",
    method: "GET",
    path: "/read",
    visitors: 512,
  },
];

/** A workload by its name. @throws Error for one that there is not, and lists those there are */
export function workloadOf(id: string): Workload {
  const found = workloads.find((workload) => workload.id === id);
  if (!found) throw new Error(`No workload ${id}; there are ${workloads.map((each) => each.id).join(", ")}`);
  return found;
}
