/** Series by name and labels, and their values from minute to minute as `promtool test rules` writes them. */
type Series = Readonly<Record<string, string>>;

/** When an alert fires, and when it does not though it may seem so. */
export interface AlertCase {
  readonly alert: string;
  readonly fires: {
    readonly series: Series;
    /** After so many minutes. */
    readonly minutes: number;
    readonly labels: Readonly<Record<string, string>>;
    readonly summary: string;
  };
  /** Each of these is looked at from the first minute to the last. */
  readonly silent: readonly Series[];
}

export const alertCases: readonly AlertCase[] = [
  {
    alert: "ReplicaDown",
    fires: {
      series: { 'up{job="app",instance="a"}': "0x10" },
      minutes: 2,
      labels: { job: "app", instance: "a", severity: "page" },
      summary: "a does not answer at /metrics",
    },
    silent: [{ 'up{job="app",instance="a"}': "1 1 0 1x10" }, { 'up{job="other",instance="a"}': "0x10" }],
  },
  {
    alert: "RequestsFail",
    fires: {
      series: {
        'http_requests_total{status="200"}': "0+100x20",
        'http_requests_total{status="503"}': "0+2x20",
      },
      minutes: 12,
      labels: { severity: "page" },
      summary: "1.961% of the requests are answered with 5xx",
    },
    silent: [
      { 'http_requests_total{status="200"}': "0+100x20", 'http_requests_total{status="503"}': "0+1x20" },
      { 'http_requests_total{status="200"}': "0+100x20", 'http_requests_total{status="401"}': "0+50x20" },
    ],
  },
  {
    alert: "RequestsSlow",
    fires: {
      series: slowRequests("/index.html", 98),
      minutes: 12,
      labels: { route: "/index.html", severity: "ticket" },
      summary: "the slowest hundredth of /index.html takes 750ms",
    },
    silent: [slowRequests("/index.html", 100), slowRequests("/login", 50)],
  },
  {
    alert: "EventLoopBlocked",
    fires: {
      series: { 'nodejs_eventloop_lag_p99_seconds{job="app",instance="a"}': "0.2x20" },
      minutes: 11,
      labels: { job: "app", instance: "a", severity: "ticket" },
      summary: "a is late by 200ms",
    },
    silent: [{ 'nodejs_eventloop_lag_p99_seconds{job="app",instance="a"}': "0.05x9 0.2x5 0.05x20" }],
  },
  {
    alert: "RedisUnreachable",
    fires: {
      series: { 'sessions_connection_up{store="redis",instance="a"}': "1 1 0x5" },
      minutes: 4,
      labels: { store: "redis", instance: "a", severity: "page" },
      summary: "a has no connection to Redis",
    },
    silent: [{ 'sessions_connection_up{store="redis",instance="a"}': "1 1 0 1x10" }],
  },
  {
    alert: "SessionStoreFails",
    fires: {
      series: { 'sessions_errors_total{code="ERR_SESSION_STORE_FAILED",operation="merge"}': "0+12x20" },
      minutes: 8,
      labels: { code: "ERR_SESSION_STORE_FAILED", severity: "page" },
      summary: "sessions fail with ERR_SESSION_STORE_FAILED",
    },
    silent: [
      { 'sessions_errors_total{code="ERR_SESSION_STORE_FAILED",operation="merge"}': "0+5x20" },
      { 'sessions_errors_total{code="ERR_SESSION_GONE",operation="merge"}': "0+100x20" },
    ],
  },
  {
    alert: "SessionStoreLate",
    fires: {
      series: { 'sessions_store_duration_seconds_count{outcome="late",operation="merge"}': "0 0 6x10" },
      minutes: 5,
      labels: { severity: "page" },
      summary: "6 commands missed their deadline within 5 minutes",
    },
    silent: [
      { 'sessions_store_duration_seconds_count{outcome="late",operation="merge"}': "0 0 5x10" },
      { 'sessions_store_duration_seconds_count{outcome="done",operation="merge"}': "0+100x10" },
    ],
  },
  {
    alert: "SessionStoreSlow",
    fires: {
      series: slowCommands(98),
      minutes: 12,
      labels: { operation: "read", severity: "ticket" },
      summary: "the slowest hundredth of read takes 175ms",
    },
    silent: [slowCommands(100)],
  },
  {
    alert: "SessionRenewalRefused",
    fires: {
      series: { 'sessions_renewals_total{outcome="refused"}': "0 0 1x10" },
      minutes: 4,
      labels: { severity: "page" },
      summary: "Redis can be read and not written: sessions expire sooner than they should",
    },
    silent: [{ 'sessions_renewals_total{outcome="done"}': "0+100x10" }],
  },
  {
    alert: "SessionsVanish",
    fires: {
      series: loads({ found: 60, missing: 40 }),
      minutes: 11,
      labels: { severity: "page" },
      summary: "40% of the genuine cookies lead to no session",
    },
    silent: [loads({ found: 75, missing: 25 }), loads({ found: 10, new: 90 })],
  },
  {
    alert: "SessionCookiesRefused",
    fires: {
      series: loads({ found: 80, refused: 20 }),
      minutes: 16,
      labels: { severity: "ticket" },
      summary: "20% of the session cookies do not pass their check",
    },
    silent: [loads({ found: 92, refused: 8 }), loads({ found: 50, missing: 50 })],
  },
  {
    alert: "SessionsUnreadable",
    fires: {
      series: { 'sessions_events_total{event="unreadable"}': "0 0 1x10" },
      minutes: 3,
      labels: { severity: "ticket" },
      summary: "1 stored sessions make no sense",
    },
    silent: [{ 'sessions_events_total{event="missing"}': "0+100x10" }],
  },
  {
    alert: "SessionConflicts",
    fires: {
      series: { 'sessions_errors_total{code="ERR_SESSION_CONFLICT",operation="update"}': "0+12x20" },
      minutes: 11,
      labels: { severity: "ticket" },
      summary: "updates give up, since others keep changing the same value",
    },
    silent: [{ 'sessions_errors_total{code="ERR_SESSION_CONFLICT",operation="update"}': "0+5x20" }],
  },
  {
    alert: "SessionCookiesWithheld",
    fires: {
      series: { 'sessions_cookies_withheld_total{reason="insecure"}': "0+12x20" },
      minutes: 11,
      labels: { reason: "insecure", severity: "ticket" },
      summary: "browsers do not get session cookies: insecure",
    },
    silent: [{ 'sessions_cookies_withheld_total{reason="ended"}': "0+100x20" }],
  },
  {
    alert: "RedisMemoryShort",
    fires: {
      series: redisMemory(90, 100),
      minutes: 11,
      labels: { instance: "r", severity: "ticket" },
      summary: "Redis uses 90% of its memory",
    },
    silent: [redisMemory(70, 100), redisMemory(90, 0)],
  },
  {
    alert: "RedisEvicts",
    fires: {
      series: { 'redis_evicted_keys_total{instance="r"}': "7 7 9x10" },
      minutes: 3,
      labels: { instance: "r", severity: "page" },
      summary: "Redis throws keys away to make room: sessions end before their time",
    },
    silent: [{ 'redis_evicted_keys_total{instance="r"}': "7x10" }],
  },
  {
    alert: "RedisWithoutReplica",
    fires: {
      series: redisReplicas("master", 0),
      minutes: 2,
      labels: { role: "master", instance: "r", severity: "page" },
      summary: "r has no replica",
    },
    silent: [redisReplicas("master", 1), redisReplicas("slave", 0)],
  },
];

/** A hundred requests a minute, of which so many take half a second at most, and the others one at most. */
function slowRequests(route: string, quick: number): Series {
  const bucket = (le: string): string => `http_request_duration_seconds_bucket{route="${route}",le="${le}"}`;
  return { [bucket("0.5")]: `0+${quick}x20`, [bucket("1")]: "0+100x20", [bucket("+Inf")]: "0+100x20" };
}

/** A hundred commands a minute, of which so many take a tenth of a second at most. */
function slowCommands(quick: number): Series {
  const bucket = (le: string): string =>
    `sessions_store_duration_seconds_bucket{operation="read",le="${le}"}`;
  return { [bucket("0.1")]: `0+${quick}x20`, [bucket("0.25")]: "0+100x20", [bucket("+Inf")]: "0+100x20" };
}

function loads(perMinute: Readonly<Record<string, number>>): Series {
  const entries = Object.entries(perMinute);
  return Object.fromEntries(
    entries.map(([outcome, count]) => [`sessions_loads_total{outcome="${outcome}"}`, `0+${count}x20`]),
  );
}

function redisMemory(used: number, most: number): Series {
  return {
    'redis_memory_used_bytes{instance="r"}': `${used}x20`,
    'redis_memory_max_bytes{instance="r"}': `${most}x20`,
  };
}

function redisReplicas(role: string, count: number): Series {
  return {
    [`redis_instance_info{role="${role}",instance="r"}`]: "1x10",
    'redis_connected_slaves{instance="r"}': `${count}x10`,
  };
}
