import autocannon from "autocannon";
import type { LoadGenerator } from "./load.ts";

/** For machines without wrk. It runs in the harness's own process, and takes more of the machine than wrk does. */
export const autocannonGenerator: LoadGenerator = {
  name: "autocannon",
  async run({ port, method, path, cookies, connections, seconds }) {
    const requests = cookies.map((cookie) => ({ method, path, headers: { cookie } }));
    const result = await autocannon({
      url: `http://127.0.0.1:${port}`,
      connections,
      duration: seconds,
      requests: requests.length > 0 ? requests : [{ method, path }],
    });
    return {
      requests: result.requests.total,
      requestsPerSecond: result.requests.total / result.duration,
      p50Ms: result.latency.p50,
      p99Ms: result.latency.p99,
      failed: result.non2xx + result.errors,
    };
  },
};
