// Starts a batch, and follows it until it has ended; after a reload too.

import { ask, at, mark, number, recall, remember, say, turn, whole } from "./shared.js";

const KEPT = "weft.batch";
const MOST_ITEMS = 10_000;
const AGAIN = 3_000;

const form = at("batch");
const items = at("items");
const concurrency = at("concurrency");
const message = at("batch-says");
const bar = at("batch-bar");

/** The batch that runs, by its number; null if none does. */
let running = null;
/** A start or a cancellation that is under way. */
let busy = false;
let stream = null;
let later;

function buttons() {
  turn(at("start"), !busy && running === null);
  turn(at("cancel"), !busy && running !== null);
}

function result({ id, state, total, done, failed }) {
  const counts = `${number.format(done)} done, ${number.format(failed)} failed, of ${number.format(total)}`;
  return `Batch ${id} ${state === "cancelled" ? "was cancelled" : "has ended"}: ${counts}.`;
}

function show(view) {
  bar.max = Math.max(view.total, 1);
  bar.value = view.done + view.failed;
  for (const count of ["done", "failed", "inFlight"]) say(at(`batch-${count}`), number.format(view[count]));
  running = view.endedAt ? null : view.id;
  if (view.endedAt) {
    stream?.close();
    say(message, result(view));
  }
  buttons();
}

// --- Following ---

function follow(id) {
  clearTimeout(later);
  stream?.close();
  running = id;
  buttons();
  const mine = (stream = new EventSource(`api/batches/${id}/events`));
  // Said once for each connection: it is not to wipe out what is said meanwhile.
  let isSaid = false;
  let isStopping = false;
  const on = (type, act) => mine.addEventListener(type, (event) => act(JSON.parse(event.data)));
  on("progress", (view) => {
    if (!isSaid && !busy) say(message, `Batch ${id} is running: ${number.format(view.total)} items.`);
    isSaid = true;
    isStopping = false;
    show(view);
  });
  on("end", show);
  on("shutdown", ({ detail }) => {
    isStopping = true;
    isSaid = false;
    say(message, `Batch ${id}: ${detail}. It goes on after the next start.`);
  });
  mine.addEventListener("error", () => {
    // It connects again by itself, unless it was refused.
    isSaid = false;
    if (mine.readyState === EventSource.CLOSED) look(id);
    else if (!isStopping) say(message, `Batch ${id}: the connection is lost. Trying again…`);
  });
}

/** Finds out why there are no events. */
async function look(id) {
  try {
    show(await ask(`api/batches/${id}`));
  } catch (refused) {
    if (refused.status === 404) {
      forget(refused.message);
      return;
    }
    say(message, `Batch ${id}: ${refused.message}. Trying again…`);
  }
  if (running === id) later = setTimeout(() => follow(id), AGAIN);
}

function forget(why) {
  clearTimeout(later);
  stream?.close();
  running = null;
  remember(KEPT, null);
  say(message, `${why}.`);
  buttons();
}

// --- Starting and cancelling ---

async function alone(words, act) {
  busy = true;
  buttons();
  say(message, words);
  try {
    await act();
  } finally {
    busy = false;
    buttons();
  }
}

function wrong(field, words) {
  mark(field, words, true);
  field.focus();
}

async function start() {
  if (busy || running !== null) return;
  mark(items, "");
  mark(concurrency, "");
  const count = Number(items.value.trim());
  if (!(Number.isInteger(count) && count >= 1 && count <= MOST_ITEMS)) {
    say(message, "Not started.");
    wrong(items, `“${items.value}” is not a whole number from 1 to ${number.format(MOST_ITEMS)}`);
    return;
  }
  const kind = at("kind").value;
  const item = kind === "upstream" ? "items/" : "text ";
  const texts = JSON.stringify(Array.from({ length: count }, (_, i) => item + (i + 1)));
  const many = whole(concurrency.value.trim());
  await alone("Starting…", async () => {
    try {
      const view = await ask("api/batches", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: `{"kind":"${kind}","concurrency":${many},"items":${texts}}`,
      });
      remember(KEPT, view.id);
      busy = false;
      say(message, `Batch ${view.id} is taken.`);
      show(view);
      if (running !== null) follow(view.id);
    } catch (refused) {
      const unknown = !refused.status || refused.status >= 500;
      const named = refused.message.startsWith('field "concurrency"');
      say(message, unknown ? `It is not known whether the batch was started: ${refused.message}.`
        : named ? "Not started." : `Not started: ${refused.message}.`);
      if (named) wrong(concurrency, refused.message);
    }
  });
}

async function cancel() {
  if (busy || running === null) return;
  const id = running;
  await alone(`Cancelling batch ${id}…`, async () => {
    try {
      show(await ask(`api/batches/${id}`, { method: "DELETE" }));
    } catch (refused) {
      if (refused.status === 404) forget(refused.message);
      else say(message, `Batch ${id} is not cancelled: ${refused.message}. Press Cancel again.`);
    }
  });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  start();
});
at("cancel").addEventListener("click", cancel);
for (const field of [items, concurrency]) field.addEventListener("change", () => mark(field, ""));

const known = recall(KEPT);
if (Number.isSafeInteger(known)) follow(known);
else buttons();
