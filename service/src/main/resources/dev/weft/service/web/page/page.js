// Shows one user's dashboard, and how long each of its parts took.

import { at, el, number } from "./shared.js";

const PARTS = { user: "User", stats: "Stats", notifications: "Notifications", recentActivity: "Recent activity" };
const COUNTS = ["posts", "comments", "likes"];
const BONES = 6;

const main = at("main");
const field = at("user");

// --- Words and numbers ---

const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric" });
const moment = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });
const ago = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const SPANS = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000], ["second", 1_000]];

function duration(ms) {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(2)} s`;
  return `${ms.toFixed(ms >= 100 ? 0 : ms >= 1 ? 1 : 2)} ms`;
}

/** A moment as `<time>`: how long ago while it is fresh, the day after a month. */
function time(instant) {
  const date = new Date(instant);
  if (instant == null || Number.isNaN(date.getTime())) return el("span", {}, String(instant ?? ""));
  const past = date - Date.now();
  const [unit, span] = SPANS.find(([, size]) => Math.abs(past) >= size) ?? SPANS.at(-1);
  const words = Math.abs(past) > 30 * SPANS[0][1] ? day.format(date) : ago.format(Math.trunc(past / span), unit);
  return el("time", { datetime: date.toISOString(), title: moment.format(date) }, words);
}

function initials(name) {
  const first = (word) => [...word].find((letter) => /[\p{L}\p{N}]/u.test(letter));
  const letters = name.split(/\s+/).map(first).filter(Boolean);
  return [letters[0], letters.length > 1 ? letters.at(-1) : ""].join("").toUpperCase();
}

// --- Timings ---

const TOKEN = "[\\w!#$%&'*+.^`|~-]+";
const VALUE = `"(?:[^"\\\\]|\\\\.)*"|${TOKEN}`;
const METRIC = new RegExp(`(${TOKEN})((?:\\s*;\\s*${TOKEN}\\s*=\\s*(?:${VALUE}))*)`, "g");
const PARAMETER = new RegExp(`(${TOKEN})\\s*=\\s*(${VALUE})`, "g");

/** Reads `Server-Timing`: the parts in order as `{name, start, took}`, and the total. */
function timings(header) {
  const found = new Map();
  for (const [, name, rest] of (header ?? "").matchAll(METRIC)) {
    const parameters = Object.fromEntries(
      Array.from(rest.matchAll(PARAMETER), ([, key, value]) => [key, value.replace(/^"|"$/g, "")]));
    const took = Number.parseFloat(parameters.dur);
    const start = Number.parseFloat(/start=([\d.]+)/.exec(parameters.desc)?.[1] ?? 0);
    if (took >= 0) found.set(name, { name, start, took });
  }
  const parts = Object.keys(PARTS).flatMap((name) => found.get(name) ?? []);
  const total = found.get("total")?.took ?? Math.max(0, ...parts.map((part) => part.start + part.took));
  return { parts, total, sum: parts.reduce((sum, part) => sum + part.took, 0) };
}

/** Round distances for the axis: 1, 2 or 5 times a power of ten, about five of them. */
function tickDistance(end) {
  const rough = end / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * [1, 2, 5, 10].find((step) => step * power >= rough);
}

function placed(element, place) {
  for (const [name, share] of Object.entries(place)) element.style.setProperty(`--${name}`, `${100 * share}%`);
  return element;
}

function showAxis(end, total) {
  const ticks = [];
  const distance = tickDistance(end);
  for (let i = 0; i * distance <= end * 0.985; i++) {
    const label = i === 0 ? "0" : distance >= 1_000 || end >= 2_000
      ? `${+(i * distance / 1_000).toFixed(2)} s` : `${+(i * distance).toPrecision(3)} ms`;
    ticks.push(placed(el("div", { class: "tick" }, el("span", {}, label)), { at: i * distance / end }));
  }
  const spare = placed(el("div", { class: "spare" }), { at: total / end });
  const done = placed(el("div", { class: "done" }), { at: total / end });
  at("axis").replaceChildren(...ticks, ...(total < end ? [spare, done] : []));
}

/** The rows are kept, so that their bars glide from one answer to the next. */
function row(name) {
  const known = at("rows").querySelector(`[data-part="${name}"]`);
  if (known) return known;
  const made = el("li", { class: "row", "data-part": name },
    el("div", { class: "row-name" }, PARTS[name]),
    el("div", { class: "track", "aria-hidden": "true" },
      el("div", { class: "ghost", hidden: "" }), el("div", { class: "bar", hidden: "" })),
    el("div", { class: "row-time" }));
  at("rows").append(made);
  return made;
}

function showTimings({ parts, total, sum }, degraded) {
  const end = Math.max(sum, total);
  const known = end > 0;
  at("axis").replaceChildren();
  if (known) showAxis(end, total);
  let before = 0;
  for (const name of Object.keys(PARTS)) {
    const part = parts.find((candidate) => candidate.name === name);
    const late = degraded.has(name);
    const line = row(name);
    line.classList.toggle("late", late);
    const label = line.querySelector(".row-name");
    label.replaceChildren(PARTS[name], ...(late ? [el("span", { class: "row-why" }, "too late, or failed")] : []));
    line.querySelector(".row-time").replaceChildren(part ? duration(part.took) : "–",
      ...(part ? [el("span", { class: "unseen" }, `, started at ${duration(part.start)}`)] : []));
    const [ghost, bar] = line.querySelector(".track").children;
    bar.hidden = ghost.hidden = !part || !known;
    if (!part || !known) continue;
    placed(bar, { at: part.start / end, long: part.took / end });
    placed(ghost, { at: before / end, long: part.took / end });
    ghost.hidden = before <= part.start;
    before += part.took;
  }
  const longest = parts.reduce((most, part) => (part.took > (most?.took ?? -1) ? part : most), undefined);
  at("total").textContent = known ? duration(total) : "–";
  at("total-hint").textContent = longest ? `longest: ${PARTS[longest.name].toLowerCase()}` : "\u00a0";
  at("sum").textContent = known ? duration(sum) : "–";
  at("sum-hint").textContent = known ? `sum of ${parts.length} parts` : "no timings came";
  at("factor").textContent = known && total > 0 ? `${(sum / total).toFixed(1)}×` : "–";
  at("saved").textContent = known && sum > total ? `${duration(sum - total)} saved` : "\u00a0";
}

// --- The board ---

function entry(words, kind, instant) {
  return el("li", {}, el("span", {}, words),
    el("span", { class: "meta" }, el("span", { class: "kind" }, kind), instant));
}

function entries(items, words) {
  const kind = (item) => String(item.kind ?? "").replaceAll("_", " ").toLowerCase();
  return (items ?? []).map((item) => entry(String(item[words] ?? ""), kind(item), time(item.createdAt)));
}

function showFeed(name, lines, degraded, none) {
  const list = at(name);
  list.closest(".card").classList.toggle("degraded", degraded);
  if (degraded) {
    list.replaceChildren(el("li", { class: "note" },
      "Unavailable right now: this part gave no answer in time, or failed."));
  } else {
    list.replaceChildren(...(lines.length ? lines : [el("li", { class: "note" }, none)]));
  }
}

function showBoard(dashboard, measured) {
  const { user, stats = {}, notifications, recentActivity } = dashboard;
  const degraded = new Set(dashboard.degraded ?? []);
  const name = String(user.name ?? `User ${user.id}`);
  document.title = `${name} · Weft`;
  at("name").textContent = name;
  at("avatar").textContent = initials(name);
  at("about").replaceChildren(String(user.email ?? ""));
  const since = new Date(user.createdAt);
  if (!Number.isNaN(since.getTime())) {
    at("about").append(" ", el("span", { class: "since" }, `joined ${day.format(since)}`));
  }

  const noStats = degraded.has("stats");
  for (const count of COUNTS) at(count).textContent = noStats ? "–" : number.format(stats?.[count] ?? 0);
  at("stats-missing").hidden = !noStats;
  at("stats").closest(".card").classList.toggle("degraded", noStats);

  showTimings(measured, degraded);
  const feed = (name, lines, none) => showFeed(name, lines, degraded.has(name), none);
  feed("notifications", entries(notifications, "message"), "Nothing unread.");
  feed("recentActivity", entries(recentActivity, "description"), "No activity yet.");

  const missing = [...degraded].map((part) => PARTS[part] ?? part).join(" and ");
  at("status").textContent =
    `${name}: ${duration(measured.total)} in parallel, ${duration(measured.sum)} one after the other.`
    + (missing ? ` Unavailable right now: ${missing}.` : "");
}

/** Holds the places of a board that has not come yet. */
function showBones() {
  const bone = (words) => el("span", { class: "bone" }, words);
  const line = () => entry(bone("Something that happened"), "", bone("1 hr. ago"));
  for (const list of ["notifications", "recentActivity"]) {
    at(list).replaceChildren(...Array.from({ length: BONES }, line));
  }
  for (const name of Object.keys(PARTS)) row(name);
}

// --- What can go wrong ---

/** A problem that is shown in place of the board: `{code, title, words, detail}`. */
class Problem extends Error {
  constructor(facts) {
    super(facts.title);
    this.facts = facts;
  }
}

function problemOf(status, id, body) {
  const [title, words] = {
    400: [`“${id}” is not a user id`, "A user id is a whole number, from 1 up."],
    404: [`There is no user ${id}`, "Another number may have one."],
    503: ["The service cannot answer right now",
      "Its database may be away, or it is just being stopped. Try again in a moment."],
  }[status] ?? ["Something went wrong", "The service could not put this dashboard together."];
  return new Problem({ code: status, title, words, detail: body?.detail ?? body?.title });
}

function showProblem({ code, title, words, detail }, id) {
  const retry = el("button", { type: "button", class: "button strong", id: "retry" }, "Try again");
  retry.addEventListener("click", () => load(id));
  const home = el("a", { class: "button", href: "?user=1" }, "Show user 1");
  home.addEventListener("click", (event) => { event.preventDefault(); go("1"); });
  const elsewhere = id !== "1" && (code === 400 || code === 404);
  at("problem").replaceChildren(
    el("p", { class: "code" }, code ? `Answer ${code}` : "No answer"), el("h1", {}, title), el("p", {}, words),
    ...(detail ? [el("p", { class: "detail mono" }, String(detail))] : []),
    el("div", { class: "actions" }, retry, ...(elsewhere ? [home] : [])));
  document.title = `${title} · Weft`;
  at("status").textContent = "";
}

// --- Loading: the newest request is the only one ---

/** Aborts the request that is under way; null while nothing is being loaded. */
let loading = null;

async function fetchDashboard(id, signal) {
  let response;
  try {
    response = await fetch(`api/users/${encodeURIComponent(id)}/dashboard`, { signal, cache: "no-store" });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new Problem({
      title: "The service is out of reach",
      words: "It may be starting or stopped, or the network is away.",
    });
  }
  const body = await response.json().catch(() => null);
  signal.throwIfAborted();
  if (!response.ok) throw problemOf(response.status, id, body);
  if (!body?.user) {
    const code = response.status;
    throw new Problem({ code, title: "The answer could not be read", words: "It is not a dashboard." });
  }
  return [body, timings(response.headers.get("Server-Timing"))];
}

/** Shows a user; whatever was still being loaded is aborted. */
async function load(id, guessed = false) {
  loading?.abort();
  const mine = (loading = new AbortController());
  field.value = id;
  at("previous").disabled = !(Number(id) > 1);
  main.setAttribute("aria-busy", "true");
  const hadFocus = at("problem").contains(document.activeElement);
  try {
    const [dashboard, measured] = await fetchDashboard(id, mine.signal);
    highest = Math.max(highest, Number(id));
    showBoard(dashboard, measured);
    settle("ready", hadFocus && at("name"));
  } catch (failure) {
    if (mine.signal.aborted) return;
    if (guessed && failure.facts?.code === 404 && Number(id) > 1) {
      highest = Number(id) - 1;
      go(guess(), true);
      return;
    }
    showProblem(failure.facts ?? { title: "Something went wrong", words: String(failure) }, id);
    settle("problem", hadFocus && at("retry"));
  }
}

function settle(state, focused) {
  loading = null;
  main.dataset.state = state;
  main.setAttribute("aria-busy", "false");
  at("board").hidden = state === "problem";
  at("problem").hidden = state !== "problem";
  if (focused) focused.focus();
}

// --- Choosing a user; the address bar knows who is shown ---

/** No user above this id is known of. The service makes 10,000 unless it is told otherwise. */
let highest = 10_000;

const asked = () => new URLSearchParams(location.search).get("user") || "1";
const address = (id) => `?${new URLSearchParams({ user: id })}`;

/** Any user but the one in the address bar. */
function guess() {
  const id = 1 + Math.floor(Math.random() * highest);
  return String(id === Number(asked()) ? 1 + (id % highest) : id);
}

/** Goes to a user. One that was never shown, because the next came first, leaves no step in the history. */
function go(wanted, guessed = false) {
  const id = wanted.trim();
  if (id === "") {
    field.value = asked();
  } else if (id !== asked()) {
    history[loading ? "replaceState" : "pushState"](null, "", address(id));
    load(id, guessed);
  } else if (!loading || guessed) {
    load(id, guessed);
  }
}

function step(by) {
  const from = Number(field.value);
  go(String(Number.isSafeInteger(from) ? Math.max(1, from + by) : 1));
}

at("previous").addEventListener("click", () => step(-1));
at("next").addEventListener("click", () => step(1));
at("random").addEventListener("click", () => go(guess(), true));
at("again").addEventListener("click", () => load(asked()));
field.addEventListener("change", () => go(field.value));
field.addEventListener("focus", () => field.select());
field.addEventListener("keydown", (event) => {
  const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  step(by);
});
at("picker").addEventListener("submit", (event) => {
  event.preventDefault();
  go(field.value);
});
addEventListener("popstate", () => load(asked()));

showBones();
history.replaceState(null, "", address(asked()));
load(asked());
