/** Whether this process serves real visitors, as Express and most hosts say it: `NODE_ENV` is `production`. */
export function isProduction(): boolean {
  // oxlint-disable-next-line node/no-process-env -- the one thing that the library asks the environment, as Express does
  return process.env["NODE_ENV"] === "production";
}
