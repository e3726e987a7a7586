// What every page does in the browser: says which language it is in, and has Gradio's own notices speak it. Runs once, in the header.
const said = () => element.querySelector("[data-lang]")?.dataset ?? {};
const speak = () => {
  if (said().lang) document.documentElement.lang = said().lang;
  document.querySelector(".overflow-menu > button")?.setAttribute("aria-label", said().more ?? "");
};

// Gradio's notices are English, and may name what is no visitor's business: what is shown instead says what to do.
const KINDS = [
  [/connection|network|fetch/i, "lost"],
  [/queue|too many|429|busy/i, "busy"],
  [/size|large|413/i, "large"],
];
const put = (node, text) => {
  if (node && text && node.textContent !== text) node.textContent = text;
};

function translate() {
  const words = said();
  const ours = [words.lost, words.busy, words.large, words.fault];
  for (const toast of document.querySelectorAll(".toast-body.error")) {
    put(toast.querySelector(".toast-title"), words.error);
    toast.querySelector(".toast-close")?.setAttribute("aria-label", words.close ?? "");
    for (const line of toast.querySelectorAll("[data-testid=toast-text]")) {
      if (ours.includes(line.textContent)) continue;
      const kind = KINDS.find(([pattern]) => pattern.test(line.textContent))?.[1] ?? "fault";
      put(line, words[kind]);
    }
  }
}

speak();
watch("value", speak);
new MutationObserver(translate).observe(document.body, { childList: true, subtree: true });
