"""The web interface: header, language, and the pages as tabs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from rag.service import Service
from ui.pages.ask import build_ask
from ui.pages.evaluation import build_evaluation
from ui.site import Site
from ui.view import footer_html, header_html
from ui.words import PAGE_LANGS, Words, browser_lang

_STYLES = Path(__file__).with_name("styles")
# In the order of the tabs; a page's name is its tab's id, its `?page=` and its file of words, whose `tab` is the tab's label.
PAGES: tuple[tuple[str, Callable[[Site], None]], ...] = (("ask", build_ask), ("evaluation", build_evaluation))
_LANG_NAMES = [("繁", "zh-Hant"), ("简", "zh-Hans"), ("EN", "en")]
_FONTS = ("system-ui", "PingFang HK", "Microsoft JhengHei", "Noto Sans CJK HK", "Noto Sans CJK TC", "sans-serif")
_KEPT = "wenjin-language"


def theme() -> gr.themes.Base:
    """System fonts only, so that no font is fetched."""
    return gr.themes.Base(
        primary_hue="teal", neutral_hue="stone", font=list(_FONTS), font_mono=["ui-monospace", "monospace"], radius_size="md"
    )


def style() -> str:
    """The style sheet: what all pages share first, then the pages' own."""
    paths = sorted(_STYLES.glob("*.css"), key=lambda p: (p.stem != "common", p.stem))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def first_lang(kept: object, query: str, accept: str) -> str:
    """The language a page opens in: the link's, else the one kept in this browser, else the browser's own."""
    return next((code for code in (query, kept) if isinstance(code, str) and code in PAGE_LANGS), "") or browser_lang(accept)


def build(service: Service) -> gr.Blocks:
    """Every page as Gradio blocks. `?page=renew&lang=en` opens one page in one language."""
    words = Words("zh-Hant")
    page: gr.Blocks
    with gr.Blocks(title="Wenjin 問津", analytics_enabled=False) as page:
        kept = gr.BrowserState("", storage_key=_KEPT, secret=_KEPT)
        with gr.Row(elem_classes="wj-top"):
            header = gr.HTML(header_html(words), elem_classes="wj-header")
            lang = gr.Radio(_LANG_NAMES, value="zh-Hant", label=words["language"], elem_id="wj-lang", scale=0, min_width=250)
        site = Site(service, lang)
        site.label(header, header_html)
        site.label(lang, lambda w: gr.update(label=w["language"]))
        with gr.Tabs(elem_id="wj-pages") as tabs:
            for name, build_page in PAGES:
                with gr.Tab(words[f"{name}.tab"], id=name) as tab:
                    site.label(tab, partial(_tab_label, name))
                    build_page(site)
        site.label(gr.HTML(footer_html(words)), footer_html)

        def on_load(stored: object, request: gr.Request) -> list[Any]:
            asked = dict(request.query_params)
            code = first_lang(stored, asked.get("lang", ""), request.headers.get("accept-language", ""))
            open_page = asked.get("page", "")
            chosen = gr.Tabs(selected=open_page) if open_page in dict(PAGES) else gr.skip()
            return [code, chosen, *site.relabelled(code)]

        def on_lang(code: str) -> list[Any]:
            return [code, *site.relabelled(code)]

        shown = [component for component, _ in site.labels]
        page.load(on_load, [kept], [lang, tabs, *shown], api_visibility="private", show_progress="hidden")
        lang.input(on_lang, [lang], [kept, *shown], api_visibility="private", show_progress="hidden")
    return page


def _tab_label(name: str, words: Words) -> Any:
    return gr.update(label=words[f"{name}.tab"])
