"use strict";
// Filters and drill-down over the cases of one run. All text goes in by textContent.
const all = JSON.parse(document.getElementById("data").textContent);
const make = (tag, text, cls) => { const e = document.createElement(tag); if (text !== undefined) e.textContent = text; if (cls) e.className = cls; return e; };
const verdict = d => d.score.unscored ? "unscored" : d.score.right ? "right" : "wrong";
const fields = {
  verdict, language: d => d.case.lang, audience: d => d.case.audience, kind: d => d.case.kind,
  source: d => [...new Set(d.case.evidence.map(e => e.source))].join(" ") || "(none)",
};
const chosen = {};
const filters = document.getElementById("filters");
for (const [name, pick] of Object.entries(fields)) {
  const label = make("label", name), select = make("select");
  select.append(new Option("all", ""));
  for (const value of [...new Set(all.map(pick))].sort()) select.append(new Option(value, value));
  select.onchange = () => { chosen[name] = select.value; show(); };
  label.append(select); filters.append(label);
}
const search = make("input"), label = make("label", "search");
search.type = "search"; search.oninput = show; label.append(search); filters.append(label);

function body(d) {
  const box = make("div");
  const add = (title, text) => { if (text) { box.append(make("h4", title), make("p", text, "text")); } };
  add("Earlier questions", d.case.turns.join("\n"));
  add("Understood as", d.standalone !== d.case.question ? d.standalone : "");
  add("Why not right", d.score.reason || d.score.unscored);
  add("Gold (all groups, any alternative)", d.case.gold.map(g => "• " + g.join(" / ")).join("\n"));
  add("Must not hold", d.case.must_not.join("\n"));
  add("Evidence", d.case.evidence.map(e => `${e.source} ${e.place}: ${e.fact}`).join("\n"));
  add("Answer (" + d.status + ")", d.answer);
  add("Citations", d.citations.map(c => `[${c.n}] ${c.source}/${c.section} · ${c.title || ""} · ${c.as_of || ""}\n    ${c.quote}`).join("\n"));
  const table = make("table"), head = make("tr");
  for (const t of ["#", "passage", "score", "stages", "text"]) head.append(make("th", t));
  table.append(head);
  d.retrieved.forEach((h, i) => {
    const row = make("tr"), stages = Object.entries(h.stages || {}).map(([k, v]) => `${k} ${Number(v).toFixed(2)}`).join(", ");
    for (const t of [i + 1, `${h.source}/${h.section}`, Number(h.score).toFixed(3), stages, h.text]) row.append(make("td", t));
    table.append(row);
  });
  box.append(make("h4", "Retrieved, best first (kept ones first)"), table, make("pre", JSON.stringify(d.score, null, 1)));
  return box;
}

function show() {
  const words = search.value.toLowerCase();
  const list = all.filter(d => Object.entries(fields).every(([n, pick]) => !chosen[n] || pick(d) === chosen[n])
    && (!words || (d.case.id + d.case.question + d.answer).toLowerCase().includes(words)));
  document.getElementById("count").textContent = `${list.length} of ${all.length} cases`;
  const target = document.getElementById("cases");
  target.replaceChildren();
  for (const d of list) {
    const item = make("details", undefined, "case"), summary = make("summary");
    summary.append(make("strong", verdict(d), verdict(d)), ` ${d.case.id} `, make("span", d.case.question));
    for (const t of [d.case.lang, d.case.kind, d.score.reason].filter(Boolean)) summary.append(make("span", t, "tag"));
    item.append(summary);
    item.ontoggle = () => { if (item.open && item.children.length === 1) item.append(body(d)); };
    target.append(item);
  }
}
show();
