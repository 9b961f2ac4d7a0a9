import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { startChild, type Child } from "../../scripts/lib/demo/child.ts";

/** nginx as its documentation sets up a load balancer: with its defaults for everything but addresses and folders. */
export function startPlainNginx(
  folder: string,
  port: number,
  replicaPorts: readonly number[],
): Promise<Child> {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (part) => `${part}_temp_path temp-${part};`,
  );
  const configuration = `
daemon off;
pid nginx.pid;
error_log stderr;
events {}
http {
    access_log off;
    ${temporary.join("\n    ")}
    upstream replicas {
        ${replicaPorts.map((replicaPort) => `server 127.0.0.1:${replicaPort};`).join("\n        ")}
    }
    server {
        listen 127.0.0.1:${port};
        location / {
            proxy_pass http://replicas;
        }
    }
}
`;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "nginx.conf");
  writeFileSync(file, configuration);
  return startChild({
    name: "nginx",
    command: "nginx",
    args: ["-p", folder, "-c", file],
    env: { PATH: process.env["PATH"] },
    cwd: folder,
    logFile: join(folder, "nginx.log"),
  });
}
