// How the upstream does, while somebody looks.

import { ask, at, number, say } from "./shared.js";

const EVERY = 3_000;
const COUNTS = ["succeeded", "failed", "timedOut", "waiting"];

let later;
let asking = false;

function show(health, words) {
  at("upstream").dataset.health = health;
  say(at("upstream-health"), words);
}

async function look() {
  clearTimeout(later);
  if (asking || document.visibilityState !== "visible") return;
  asking = true;
  try {
    const told = await ask("api/upstream");
    for (const count of COUNTS) say(at(`upstream-${count}`), number.format(told[count] ?? 0));
    say(at("upstream-rate"), `at most ${number.format(told.perSecond)} calls a second`);
    if (told.healthy) show("good", "Healthy");
    else show("bad", "Not healthy: the last call failed");
  } catch (refused) {
    show("unknown", `Unknown: ${refused.message}`);
  }
  asking = false;
  later = setTimeout(look, EVERY);
}

document.addEventListener("visibilitychange", look);
look();
