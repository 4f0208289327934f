// What the parts of the page share.

export const at = (id) => document.getElementById(id);
export const number = new Intl.NumberFormat("en");

/** Makes an element. Data reaches the page only as text, never as markup. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Writes only what has changed: a live region would be read out again, whatever it says. */
export function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/** Says something below a field: what is wrong with it, or a remark. */
export function mark(field, words, wrong = false) {
  const place = at(`${field.id}-says`);
  say(place, words);
  place.classList.toggle("wrong", wrong);
  if (wrong) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

/** Turns a button off without taking the focus from it; whoever listens to it has to look. */
export function turn(button, on) {
  button.setAttribute("aria-disabled", String(!on));
}

/** A whole number as JSON writes it; other text in quotes, so that the service says what is wrong. */
export function whole(text) {
  return /^\d+$/.test(text) ? text.replace(/^0+(?=\d)/, "") : JSON.stringify(text);
}

// --- What the tab remembers when the page is loaded again; nothing if storage is switched off ---

export function recall(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // It is known until the page is left.
  }
}

// --- Asking the service ---

/** Longer than the service lets a request take. */
const PATIENCE = 20_000;

/** What came instead of what was asked for. The status is 0 if no answer could be read. */
export class Refused extends Error {
  constructor(status, detail, wait) {
    super(wait > 0 ? `${detail} (in ${wait} s)` : detail);
    this.status = status;
  }
}

/** Asks for JSON. Fails with `Refused`, or as the signal says. */
export async function ask(path, { signal, ...request } = {}) {
  const late = AbortSignal.timeout(PATIENCE);
  let response;
  let body;
  try {
    response = await fetch(path, {
      cache: "no-store", signal: signal ? AbortSignal.any([signal, late]) : late, ...request,
    });
    body = await response.json();
  } catch {
    signal?.throwIfAborted();
  }
  if (!response) throw new Refused(0, "the service is out of reach");
  if (response.ok && body) return body;
  const told = body?.detail ?? body?.title;
  // Success that cannot be read, and a refusal that is not the service's own, are no answers.
  if (!told && response.status < 500) throw new Refused(0, "the answer could not be read");
  throw new Refused(response.status, told ?? `the answer was ${response.status}`,
    Number(response.headers.get("Retry-After")));
}
