// What the page where questions are asked does in the browser. Runs once, with `element` (the conversation), `trigger` and `watch`.
// Buttons say what they do in data-act; text only ever goes where text goes (textContent, the clipboard, a file), never into HTML.
// Nodes are moved or copied as they came from the server, escaped.
const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
const beside = () => document.getElementById("wj-passages");
const turnOf = (node) => node.closest("[data-turn]")?.dataset.turn ?? "";
let wanted = null; // the card to open as soon as its turn's passages are there
let cameFrom = null; // { turn, n } of the number that led to the card
let newest = "";

function openCard() {
  const shown = beside()?.querySelector("[data-turn]");
  if (!wanted || shown?.dataset.turn !== wanted.turn) return false;
  const card = document.getElementById(`wj-p${wanted.n}`);
  if (!card) return false;
  wanted = null;
  beside().querySelectorAll(".wj-open").forEach((other) => other.classList.remove("wj-open"));
  card.classList.add("wj-open");
  card.scrollIntoView({ behavior: calm(), block: "start" });
  card.focus({ preventScroll: true });
  return true;
}

function cite(link) {
  wanted = cameFrom = { turn: turnOf(link), n: link.dataset.n };
  if (!openCard()) trigger("select", { turn: cameFrom.turn });
}

function back() {
  if (!cameFrom) return;
  const turn = [...element.querySelectorAll(".wj-turn")].find((t) => t.dataset.turn === cameFrom.turn);
  const link = [...(turn?.querySelectorAll("[data-act=cite]") ?? [])].find((l) => l.dataset.n === cameFrom.n);
  link?.scrollIntoView({ behavior: calm(), block: "center" });
  link?.focus({ preventScroll: true });
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without https the clipboard's own interface is not there; selecting and copying is.
    const box = document.createElement("textarea");
    box.value = text;
    box.style.position = "fixed";
    box.style.opacity = "0";
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }
}

async function copy(button) {
  const said = button.textContent;
  button.textContent = (await toClipboard(button.dataset.text)) ? button.dataset.done : button.dataset.fail;
  button.focus();
  setTimeout(() => (button.textContent = said), 2500);
}

function closeForms() {
  element.querySelectorAll(".wj-turn .wj-ask-why").forEach((form) => form.remove());
}

function judge(button, verdict) {
  closeForms();
  const turn = button.closest(".wj-turn");
  const form = element.querySelector(`.wj-ask-forms [data-verdict=${verdict}]`).cloneNode(true);
  turn.append(form);
  if (verdict === "up") {
    pressed(turn, "up");
    trigger("submit", { turn: turnOf(turn), verdict, reason: "", comment: "" });
  } else form.querySelector("input")?.focus({ preventScroll: true });
  form.scrollIntoView({ behavior: calm(), block: "nearest" });
}

function pressed(turn, verdict) {
  for (const way of ["up", "down"]) turn.querySelector(`[data-act=${way}]`)?.setAttribute("aria-pressed", String(way === verdict));
}

function send(form) {
  const turn = form.closest(".wj-turn");
  const verdict = form.dataset.verdict;
  const reason = form.querySelector("input:checked")?.value ?? "";
  pressed(turn, verdict);
  trigger("submit", { turn: turnOf(turn), verdict, reason, comment: form.querySelector("textarea").value });
  turn.querySelector(`[data-act=${verdict}]`)?.focus();
  form.remove();
}

function enlarge(button) {
  const dialog = document.createElement("dialog");
  dialog.className = "wj-ask-large";
  dialog.setAttribute("aria-label", button.getAttribute("aria-label"));
  const close = document.createElement("button");
  close.type = "button";
  close.className = "wj-ask-tool";
  close.textContent = button.dataset.close;
  close.onclick = () => dialog.close();
  dialog.append(close, button.querySelector(".wj-ask-sheet").cloneNode(true));
  dialog.onclick = (event) => event.target === dialog && dialog.close();
  dialog.onclose = () => {
    dialog.remove();
    button.focus();
  };
  (document.querySelector(".gradio-container .contain") ?? document.body).append(dialog); // where the style sheet holds
  dialog.showModal();
  // On a narrow screen the sheet is wider than the window: what is cited comes into sight.
  dialog.querySelector(".wj-ask-box")?.scrollIntoView({ block: "center", inline: "start" });
}

const acts = {
  cite,
  back,
  copy,
  enlarge,
  up: (button) => judge(button, "up"),
  down: (button) => judge(button, "down"),
  cancel: (button) => {
    const turn = button.closest(".wj-turn");
    closeForms();
    turn.querySelector("[data-act=copy]")?.focus();
  },
  alone: (button) => trigger("input", { turn: turnOf(button), alone: true }),
  again: (button) => trigger("input", { turn: turnOf(button), alone: false }),
};

function onClick(event) {
  const button = event.target.closest?.("[data-act]");
  if (!button || !(element.contains(button) || beside()?.contains(button))) return;
  event.preventDefault();
  acts[button.dataset.act]?.(button);
}

element.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target);
});
document.addEventListener("click", onClick);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest?.("#wj-passages .wj-card")) back();
});

// The pictures of pages come after everything else, and again whenever the cards were made anew.
function place() {
  const store = document.querySelector("#wj-ask-pictures [data-turn]");
  const cards = beside()?.querySelector("[data-turn]");
  if (!store || !cards || store.dataset.turn !== cards.dataset.turn) return;
  for (const picture of store.querySelectorAll("[data-picture]")) {
    const room = cards.querySelector(`[data-room="${picture.dataset.picture}"]`);
    if (room && !room.hasChildNodes()) room.append(...[...picture.cloneNode(true).childNodes]);
  }
}

function onChange() {
  if (wanted) openCard();
  place();
}
new MutationObserver(onChange).observe(document.getElementById("wj-ask-page") ?? document.body, { childList: true, subtree: true });

watch("value", () => {
  const log = element.querySelector("[role=log]");
  const last = [...element.querySelectorAll(".wj-pending, .wj-turn")].at(-1);
  const key = last ? `${element.querySelectorAll(".wj-pending, .wj-turn").length}` : "";
  const grown = last && key !== newest && log?.getAttribute("aria-live") === "polite";
  newest = key;
  if (!grown) return;
  if (last.matches(".wj-turn")) sessionStorage.removeItem(DRAFT);
  last.scrollIntoView({ behavior: calm(), block: "start" });
  // A chip that was pressed is gone by now; the keyboard goes on where the next question is typed.
  const box = document.querySelector("#wj-question textarea");
  if (document.activeElement === document.body && matchMedia("(pointer: fine)").matches) box?.focus({ preventScroll: true });
});

// What is being typed outlives a reload, such as Gradio's own after the server was away.
const DRAFT = "wenjin-draft";
document.addEventListener("input", (event) => event.target.matches?.("#wj-question textarea") && sessionStorage.setItem(DRAFT, event.target.value));
document.addEventListener("click", (event) => event.target.closest?.("#wj-clear") && sessionStorage.removeItem(DRAFT));
const typed = sessionStorage.getItem(DRAFT);

// The box is put on the page after the conversation is.
function restore() {
  const field = document.querySelector("#wj-question textarea");
  if (!field) return setTimeout(restore, 100);
  if (field.value) return;
  field.value = typed;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
if (typed) restore();

// Files made on the server and saved here, so that no copy of the conversation stays there.
window.wenjinSave = (bundle) => {
  if (!bundle) return;
  const { name, type, text, open } = JSON.parse(bundle);
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const page = open ? window.open(address, "_blank") : null;
  if (!page) {
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
  }
  setTimeout(() => URL.revokeObjectURL(address), 60000);
};
