/** The page of the replicas: what /api/cluster streams, and what /api/session says at each replica. */

/** @typedef {{ name: string, colour: string, rate: number, age: number, health: "answers" | "ending" | "silent" }} Replica */
/** @typedef {{ redisAnswers: boolean, replicas: Replica[], keys: { server: string, keys: number }[] }} State */
/** @typedef {{ replica: string, visits: number, session: { handle: string } }} Answer */

const healthWords = { answers: "answers", ending: "is about to end", silent: "does not answer" };
/** nginx asks the replicas in turn, but other requests come between. */
const triesForEach = 6;
/** News come once a second: after so long without, another replica is asked for them. */
const silentMs = 3000;

/** @type {Map<string, HTMLElement>} */
const boxes = new Map();
/** @type {Set<string>} */
let answering = new Set();
/** @type {EventSource | undefined} */
let source;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let patience;
let isAsking = false;

/** @param {string} id */
function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no ${id}`);
  return element;
}

/** @param {string} text */
function say(text) {
  const state = byId("state");
  // The same words again would be read aloud again.
  if (state.textContent !== text) state.textContent = text;
}

/** @param {HTMLElement} box @param {string} name @param {string} text */
function fill(box, name, text) {
  const part = box.querySelector(`[data-part="${name}"]`);
  if (part) part.textContent = text;
}

/** @param {Replica} replica */
function boxOf({ name, colour }) {
  const known = boxes.get(name);
  if (known) return known;
  const template = byId("box");
  if (!(template instanceof HTMLTemplateElement)) throw new Error("The page has no template");
  const box = template.content.firstElementChild?.cloneNode(true);
  if (!(box instanceof HTMLElement)) throw new Error("The template is empty");
  fill(box, "name", name);
  box.querySelector(".replica")?.classList.add(colour);
  box.dataset.name = name;
  boxes.set(name, box);
  byId("replicas").append(box);
  return box;
}

/** @param {number} seconds */
function inWords(seconds) {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
}

/** @param {State} state */
function show({ redisAnswers, replicas, keys }) {
  for (const replica of replicas) {
    const box = boxOf(replica);
    const isThere = replica.health !== "silent";
    box.dataset.health = redisAnswers ? replica.health : "unknown";
    fill(box, "health", redisAnswers ? healthWords[replica.health] : "unknown");
    fill(box, "rate", isThere ? replica.rate.toFixed(1) : "none");
    fill(box, "age", isThere ? inWords(replica.age) : "");
  }
  forget(new Set(replicas.map(({ name }) => name)));
  showKeys(keys);
  const there = replicas.filter(({ health }) => health === "answers").map(({ name }) => name);
  say(redisAnswers ? `${there.length} of ${replicas.length} replicas answer.` : "Redis does not answer.");
  const isNews = there.some((name) => !answering.has(name));
  answering = new Set(there);
  if (isNews) void askEvery();
}

/** @param {Set<string>} names */
function forget(names) {
  for (const [name, box] of boxes) {
    if (names.has(name)) continue;
    box.remove();
    boxes.delete(name);
  }
}

/** @param {State["keys"]} keys */
function showKeys(keys) {
  byId("keys").replaceChildren(
    ...keys.map(({ server, keys: count }) => {
      const fact = document.createElement("div");
      const term = document.createElement("dt");
      const value = document.createElement("dd");
      term.textContent = server;
      value.textContent = count.toLocaleString();
      fact.append(term, value);
      return fact;
    }),
  );
}

/** Asks for the session until every replica has answered. Not more often: each question is a use of the session. */
async function askEvery() {
  if (isAsking) return;
  isAsking = true;
  byId("ask").setAttribute("aria-busy", "true");
  const missing = new Set(answering);
  for (const name of missing) {
    const box = boxes.get(name);
    if (box) fill(box, "session", "asking");
  }
  try {
    for (let tries = missing.size * triesForEach; tries > 0 && missing.size > 0; tries -= 1) {
      const response = await askOnce();
      if (response?.status === 401) {
        signedOut();
        return;
      }
      if (!response?.ok) continue;
      const answer = /** @type {Answer} */ (await response.json());
      missing.delete(showAnswer(answer));
    }
  } catch {
    // The stream tells what is wrong, and the button asks again.
  } finally {
    isAsking = false;
    byId("ask").removeAttribute("aria-busy");
  }
}

/** The answer of the replica whose turn it is; nothing when it takes too long, as one that hangs does. */
async function askOnce() {
  try {
    return await fetch("/api/session", { cache: "no-store", signal: AbortSignal.timeout(silentMs) });
  } catch (error) {
    if (error instanceof DOMException && error.name === "TimeoutError") return undefined;
    throw error;
  }
}

/** @param {Answer} answer */
function showAnswer({ replica, visits, session }) {
  const box = boxes.get(replica);
  const counted = `${visits} ${visits === 1 ? "visit" : "visits"}`;
  if (box) fill(box, "session", `${counted}, session ${session.handle.slice(0, 8)}`);
  return replica;
}

function signedOut() {
  disconnect();
  // The login leads back to this page.
  location.assign("/cluster.html");
}

function connect() {
  if (source !== undefined) return;
  const opened = new EventSource("/api/cluster");
  source = opened;
  expectNews();
  opened.addEventListener("message", ({ data }) => {
    expectNews();
    show(/** @type {State} */ (JSON.parse(String(data))));
  });
  opened.addEventListener("error", () => {
    // The browser connects again by itself, unless it was refused: signed out, too many, or nobody there.
    if (opened.readyState !== EventSource.CLOSED) return;
    source = undefined;
    say("The live view is interrupted.");
    setTimeout(reconnect, 3000);
  });
}

// A replica that hangs keeps its connections: its viewers would go on waiting for it, and see it answer.
function expectNews() {
  clearTimeout(patience);
  patience = setTimeout(() => {
    if (source === undefined) return;
    disconnect();
    watchWhileSeen();
  }, silentMs);
}

function disconnect() {
  clearTimeout(patience);
  source?.close();
  source = undefined;
}

async function reconnect() {
  try {
    if ((await fetch("/api/session", { cache: "no-store" })).status === 401) {
      signedOut();
      return;
    }
  } catch {
    // Nobody there: the next try tells.
  }
  watchWhileSeen();
}

// Nobody looks at a hidden page, and its stream would keep the session in use.
function watchWhileSeen() {
  if (document.visibilityState === "visible") {
    connect();
    return;
  }
  disconnect();
}

say("Waiting for the first news.");
byId("ask").hidden = false;
byId("ask").addEventListener("click", () => void askEvery());
document.addEventListener("visibilitychange", watchWhileSeen);
addEventListener("pagehide", disconnect);
addEventListener("pageshow", watchWhileSeen);
watchWhileSeen();
