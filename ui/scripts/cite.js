// Opens the passage behind a fact in a dialog. Runs once for a component; `element`, `server` and `watch` are Gradio's.
// Gradio confines the style sheet's @media rules to what stands in ".contain", so the dialog must stand there as well.
const frame = document.querySelector(".gradio-container .contain") || document.body;
const words = () => element.querySelector("[data-lang]")?.dataset ?? {};

function openDialog(html, kind) {
  const dialog = document.createElement("dialog");
  dialog.className = "wj-dialog " + kind;
  dialog.innerHTML = html;
  const title = dialog.querySelector("h2");
  if (title) {
    title.id = "wj-dialog-title";
    dialog.setAttribute("aria-labelledby", title.id);
  }
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
    if (event.target.closest("[data-print]")) window.print();
  });
  frame.append(dialog);
  dialog.showModal();
}

async function said(call) {
  try {
    return await call();
  } catch {
    return null;
  }
}

element.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-passage]");
  if (!button) return;
  const { lang, failed, close } = words();
  const html = await said(() => server.open_passage(button.dataset.passage, lang ?? ""));
  if (html !== null) return openDialog(html, "wj-passage-dialog");
  openDialog('<button type="button" class="wj-close" data-close></button><p></p>', "wj-passage-dialog");
  const shown = frame.querySelector("dialog:last-of-type");
  shown.querySelector("button").textContent = close ?? "×";
  shown.querySelector("p").textContent = failed ?? "";
});
