"""The web interface: header, language, and the pages as tabs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from rag.service import Service
from ui.citing import script
from ui.mcp_tools import build_tools
from ui.pages.account import build_account
from ui.pages.ask import build_ask
from ui.pages.documents import build_documents
from ui.pages.evaluation import build_evaluation
from ui.pages.renew import build_renew
from ui.pages.schemes import build_schemes
from ui.pages.support import build_support
from ui.roles import Access
from ui.site import Site
from ui.view import footer_html, header_html
from ui.watch import Watch
from ui.words import PAGE_LANGS, Words, browser_lang

_STYLES = Path(__file__).with_name("styles")
# In the order of the tabs; a page's name is its tab's id, its `?tab=` in a link and its file of words, whose `tab` is the tab's label.
PAGES: tuple[tuple[str, Callable[[Site], None]], ...] = (
    ("ask", build_ask),
    ("renew", build_renew),
    ("schemes", build_schemes),
    ("support", build_support),
    ("documents", build_documents),
    ("evaluation", build_evaluation),
)
_LANG_NAMES = [("繁", "zh-Hant"), ("简", "zh-Hans"), ("EN", "en")]
_FONTS = ("system-ui", "PingFang HK", "Microsoft JhengHei", "Noto Sans CJK HK", "Noto Sans CJK TC", "sans-serif")
_KEPT = "wenjin-language"


# The water of the ford and the paper of a book. Steps 50 to 950, light to dark; text on its ground has a contrast of 4.5 or more in both modes.
_RIVER = ("#eef6f7", "#d6e9ec", "#aed3d9", "#7fb7c1", "#4f97a4", "#2f7a88", "#226371", "#1b505c", "#18424c", "#153740", "#0b2229")
_PAPER = ("#faf8f4", "#f2efe8", "#e4dfd4", "#cfc8b9", "#a39b8b", "#777063", "#5b554b", "#433f38", "#2b2925", "#1d1c19", "#141311")


def theme() -> gr.themes.Base:
    """Our palette, and system fonts only, so that no font is fetched."""
    river, paper = gr.themes.Color(*_RIVER, name="river"), gr.themes.Color(*_PAPER, name="paper")
    base = gr.themes.Base(
        primary_hue=river,
        secondary_hue=river,
        neutral_hue=paper,
        font=list(_FONTS),
        font_mono=["ui-monospace", "monospace"],
        radius_size="md",
    )
    return base.set(
        body_background_fill="#fdfcfa",
        body_background_fill_dark="*neutral_950",
        body_text_color="*neutral_900",
        body_text_color_dark="*neutral_100",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="#b9b2a3",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="*neutral_900",
        background_fill_secondary="*neutral_100",
        background_fill_secondary_dark="*neutral_800",
        block_background_fill="#ffffff",
        block_background_fill_dark="*neutral_900",
        block_label_text_color="*neutral_700",
        block_label_text_color_dark="*neutral_200",
        block_title_text_color="*neutral_700",
        block_title_text_color_dark="*neutral_200",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="#b9b2a3",
        border_color_primary="*neutral_300",
        border_color_primary_dark="*neutral_700",
        color_accent="*primary_600",
        link_text_color="*primary_700",
        link_text_color_dark="*primary_300",
        link_text_color_hover="*primary_800",
        link_text_color_hover_dark="*primary_200",
        link_text_color_visited="*primary_700",
        link_text_color_visited_dark="*primary_300",
        link_text_color_active="*primary_800",
        link_text_color_active_dark="*primary_200",
        input_border_color="*neutral_500",
        input_border_width="1px",
        input_border_color_dark="*neutral_500",
        input_background_fill="#ffffff",
        input_background_fill_dark="*neutral_950",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        checkbox_border_color="*neutral_500",  # 3 to 1 against the ground: what can be ticked is seen
        checkbox_border_color_dark="*neutral_400",
        checkbox_border_color_hover="*primary_700",
        checkbox_border_color_hover_dark="*primary_300",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_dark="*primary_600",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_hover_dark="*primary_500",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#ffffff",
        button_secondary_background_fill="*neutral_100",
        button_secondary_background_fill_dark="*neutral_800",
        button_secondary_background_fill_hover="*neutral_200",
        button_secondary_background_fill_hover_dark="*neutral_700",
        button_secondary_text_color="*neutral_900",
        button_secondary_text_color_dark="*neutral_100",
    )


def style() -> str:
    """The style sheet: what all pages share first, then the pages' own."""
    paths = sorted(_STYLES.glob("*.css"), key=lambda p: (p.stem != "common", p.stem))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def first_lang(kept: object, query: str, accept: str) -> str:
    """The language a page opens in: the link's, else the one kept in this browser, else the browser's own."""
    return next((code for code in (query, kept) if isinstance(code, str) and code in PAGE_LANGS), "") or browser_lang(accept)


def build(service: Service, watch: Watch | None = None, access: Access | None = None) -> gr.Blocks:
    """Every page as Gradio blocks. `?tab=renew&lang=en` opens one page in one language; Gradio keeps `?page=` for itself.

    Args:
        watch: told of every question. access: who may do what; everybody everything when None.
    """
    words = Words("zh-Hant")
    page: gr.Blocks
    with gr.Blocks(title="Wenjin 問津", analytics_enabled=False) as page:
        kept = gr.BrowserState("", storage_key=_KEPT, secret=_KEPT)
        with gr.Row(elem_classes="wj-top"):
            header = gr.HTML(header_html(words), elem_classes="wj-header", js_on_load=script("site"))
            lang = gr.Radio(_LANG_NAMES, value="zh-Hant", label=words["language"], elem_id="wj-lang", scale=0, min_width=250)
        site = Site(service, lang, watch=watch, access=access or Access())
        build_account(site)
        site.label(header, header_html)
        site.label(lang, lambda w: gr.update(label=w["language"]))
        with gr.Tabs(elem_id="wj-pages") as tabs:
            for name, build_page in PAGES:
                with gr.Tab(words[f"{name}.tab"], id=name) as tab:
                    site.label(tab, partial(_tab_label, name))
                    site.tab = tab
                    build_page(site)
        site.label(gr.HTML(footer_html(words)), footer_html)
        build_tools(service, watch=watch)

        def on_load(stored: object, request: gr.Request) -> list[Any]:
            asked = dict(request.query_params)
            code = first_lang(stored, asked.get("lang", ""), request.headers.get("accept-language", ""))
            open_page = asked.get("tab", "")
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
