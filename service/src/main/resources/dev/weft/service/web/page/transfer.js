// Pays from one account to another.
//
// 1. An order is sent under a key that is kept, in the tab's memory too, until there is a final
//    answer under it. So whatever is sent meanwhile, however often, is paid at most once.
// 2. A refusal that comes before the service has looked at the key, such as 400 or 429, is none.
// 3. After payment the amount is emptied, so that one press too many orders nothing.

import { Refused, ask, at, mark, recall, remember, say, turn, whole } from "./shared.js";

const KEPT = "weft.order";
const FINAL = [404, 409, 422];
const ACCOUNTS = ["from", "to"];
const UNSURE = "It is not known whether this was paid. Pay again: nothing is paid twice.";

const fields = { from: at("from"), to: at("to"), amount: at("amount") };
const form = at("transfer");
const button = at("pay");
const message = at("transfer-says");
const money = new Intl.NumberFormat("en", { minimumFractionDigits: 2 });

/** The order without a final answer: `{key, from, to, amount, unsure}`; null if there is none. */
let open = recall(KEPT);
let paying = false;

function keep(order) {
  open = order;
  remember(KEPT, order);
}

/** `crypto.randomUUID` is only for secure contexts, which plain HTTP is not everywhere. */
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// --- Balances: the newest question of a field is the only one ---

const asking = {};

async function showBalance(name) {
  asking[name]?.abort();
  const mine = (asking[name] = new AbortController());
  const id = fields[name].value.trim();
  if (id === "") {
    mark(fields[name], "");
    return;
  }
  try {
    const account = await ask(`api/accounts/${encodeURIComponent(id)}`, { signal: mine.signal });
    mark(fields[name], `Balance ${money.format(account.balance)}`);
  } catch (refused) {
    if (!mine.signal.aborted) mark(fields[name], refused.message, FINAL.includes(refused.status));
  }
}

// --- Paying ---

/** The field that a refusal is about, if it is about one. */
function fieldOf({ status, message: detail }, order) {
  const named = /^field "(from|to|amount)"/.exec(detail)?.[1];
  if (named) return named;
  if (detail.startsWith("from and to")) return "to";
  if (status === 404) return ACCOUNTS.find((name) => detail.endsWith(` account ${order[name]}`));
  return status === 409 || detail.startsWith("amount ") ? "amount" : undefined;
}

function explain(refused, order) {
  const name = fieldOf(refused, order);
  if (refused.status === 422) {
    say(message, "Not paid: what was sent before this had arrived after all, and has been dealt with. "
      + `Look at the balances, then press Pay if this is to be paid too. (${refused.message})`);
  } else {
    say(message, open?.unsure ? `${UNSURE} (${refused.message})` : name ? "Not paid." : `Not paid: ${refused.message}`);
  }
  if (!name) return undefined;
  asking[name]?.abort();
  mark(fields[name], refused.message, true);
  if (form.contains(document.activeElement)) fields[name].focus();
  return name;
}

async function pay() {
  if (paying) return;
  paying = true;
  turn(button, false);
  const before = open;
  const order = {
    key: before?.key ?? newKey(), unsure: true,
    from: whole(fields.from.value.trim()), to: whole(fields.to.value.trim()), amount: fields.amount.value.trim(),
  };
  keep(order);
  mark(fields.amount, "");
  say(message, "Paying…");
  let wrong;
  try {
    const made = await ask("api/transfers", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": order.key },
      body: `{"from":${order.from},"to":${order.to},"amount":${JSON.stringify(order.amount)}}`,
    });
    if (!made.amount) throw new Refused(0, "the answer is not a transfer");
    keep(null);
    fields.amount.value = "";
    say(message, `Paid ${money.format(made.amount)} from account ${made.from} to account ${made.to}.`);
  } catch (refused) {
    const { status } = refused;
    const unknown = !status || status >= 500 || status === 408;
    keep(FINAL.includes(status) ? null : { ...order, unsure: unknown || Boolean(before?.unsure) });
    wrong = explain(refused, order);
  } finally {
    paying = false;
    turn(button, true);
  }
  for (const name of ACCOUNTS) if (name !== wrong) showBalance(name);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  pay();
});
for (const name of ACCOUNTS) fields[name].addEventListener("change", () => showBalance(name));
fields.amount.addEventListener("change", () => mark(fields.amount, ""));

if (open) {
  for (const [name, field] of Object.entries(fields)) field.value = String(open[name]).replaceAll('"', "");
  if (open.unsure) say(message, UNSURE);
}
ACCOUNTS.forEach(showBalance);
