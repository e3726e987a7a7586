// Ticking measures and taking them away as a sheet or a CSV. Runs after cite.js in the same component.
const picked = new Set();
const boxes = () => element.querySelectorAll("[data-pick]");

function shown() {
  boxes().forEach((box) => (box.checked = picked.has(box.dataset.pick)));
  const count = element.querySelector("[data-picked]");
  if (count) count.textContent = picked.size;
}

function say(text) {
  const line = element.querySelector("[data-said]");
  if (line) line.textContent = text ?? "";
}

function save(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function take(action) {
  const { lang, first, fault, saved } = words();
  if (!picked.size) return say(first);
  const text = await said(() => server[action === "csv" ? "measures_csv" : "measures_sheet"]([...picked], lang));
  if (text === null) return say(fault);
  if (action === "sheet") return openDialog(text, "wj-support-sheet");
  save(text, "wenjin-support.csv");
  say(saved);
}

element.addEventListener("change", (event) => {
  const id = event.target.dataset?.pick;
  if (!id) return;
  event.target.checked ? picked.add(id) : picked.delete(id);
  say("");
  shown();
});

element.addEventListener("click", (event) => {
  const action = event.target.closest("[data-act]")?.dataset.act;
  if (!action) return;
  say("");
  if (action === "pick_shown") boxes().forEach((box) => picked.add(box.dataset.pick));
  if (action === "pick_none") picked.clear();
  if (action === "sheet" || action === "csv") return take(action);
  shown();
});

watch("value", shown);
