import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../test/support/free-port.ts";

/** nginx before several replicas. */
export interface RunningNginx {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts nginx with one worker, which takes the replicas in turn over kept connections. */
export async function startNginx(ports: readonly number[], prefix: readonly string[]): Promise<RunningNginx> {
  const directory = await mkdtemp(join(tmpdir(), "hertz-sessions-nginx-"));
  const port = await freePort();
  const file = join(directory, "nginx.conf");
  await writeFile(file, configuration(directory, port, ports));
  const command = [...prefix, "nginx", "-p", directory, "-e", join(directory, "error.log"), "-c", file];
  const child = spawn(command[0] ?? "nginx", command.slice(1), { stdio: "ignore" });
  await untilAnswering(port);
  return {
    port,
    async stop() {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
      await rm(directory, { recursive: true });
    },
  };
}

function configuration(directory: string, port: number, ports: readonly number[]): string {
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `daemon off;
worker_processes 1;
pid ${directory}/pid;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000;
${paths.map((name) => `  ${name}_temp_path ${directory}/${name};`).join("\n")}
  upstream replicas {
${ports.map((each) => `    server 127.0.0.1:${each};`).join("\n")}
    keepalive 128;
    keepalive_requests 1000000;
  }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      proxy_pass http://replicas;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
`;
}

async function untilAnswering(port: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await fetch(`http://127.0.0.1:${port}/anonymous`).then((answer) => answer.arrayBuffer());
      return;
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
