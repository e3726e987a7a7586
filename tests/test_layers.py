"""Imports point one way, and each third-party package is imported in few files."""

import ast
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

OURS = ("rag", "ingest", "evals", "ui")
MAY_IMPORT = {"rag": {"rag"}, "ingest": {"ingest", "rag"}, "evals": {"evals", "rag"}, "ui": set(OURS)}
# A new file here is a decision: say why one of those listed could not do it. A folder stands for the files in it.
ALLOWED = {
    "chromadb": {"rag/chroma_server.py", "rag/chroma_store.py", "rag/chroma_write.py", "rag/server_search.py", "rag/sparse_hybrid.py"},
    "langchain_chroma": {"rag/chroma_store.py", "rag/index.py", "rag/sparse_hybrid.py"},
    "tenacity": {"rag/chroma_write.py"},
    "langchain": {"rag/chat.py"},
    "langsmith": {"rag/chat.py"},
    "bm25s": {"rag/lexical.py"},
    "jieba": {"rag/text.py"},
    "pypinyin": {"rag/spelling.py"},
    "rapidfuzz": {"ingest/pdf/measure.py", "rag/spelling.py"},
    "opencc": {"rag/text.py", "rag/words.py", "ingest/corpus_check.py"},
    "pdfplumber": {"ingest/bench.py", "ingest/pdf/"},
    "charset_normalizer": {"ingest/encoding.py"},
    "defusedxml": {"ingest/docx_archive.py"},
    "docx": {"ingest/load_docx.py"},
    "lxml": {"ingest/html_about.py", "ingest/html_blocks.py", "ingest/load_html.py"},
    "markdown_it": {"ingest/load_text.py"},
    "pypdfium2": {"ingest/ocr.py", "ui/page_child.py"},
    "pytesseract": {"ingest/ocr.py"},
    "icalendar": {"ui/ics.py"},
    "argon2": {"ui/users.py"},
    "prometheus_client": {"ui/metrics.py"},
    "uvicorn": {"evals/bench/tutorial_server.py", "ui/guard_origin.py", "ui/server.py"},
    "fastapi_offline": {"ui/api.py"},
    "gradio": {"ui/app.py", "ui/mcp_tools.py", "ui/pages/", "ui/server.py", "ui/site.py"},
    "playwright": {"evals/bench/page.py"},
    "httpx": {"evals/bench/", "rag/chroma_server.py"},
    "torch": {"rag/sentence_module.py", "rag/training/"},
    "sentence_transformers": {"rag/cross_encoder.py", "rag/encoders.py", "rag/sentence_module.py"},
    "typer": {
        "ui/bench_cli.py",
        "ui/cli.py",
        "ui/doctor_cli.py",
        "ui/index_cli.py",
        "ui/eval_cli.py",
        "ui/feedback_cli.py",
        "ui/ingest_cli.py",
        "ui/output.py",
        "ui/user_cli.py",
    },
}


def imports(path: Path) -> set[str]:
    """Full names of every module a file imports, inside functions too."""
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found.add(node.module or "")
    return found


FILES = {path.relative_to(REPOSITORY).as_posix(): imports(path) for layer in OURS for path in sorted((REPOSITORY / layer).rglob("*.py"))}


def importers(package: str) -> set[str]:
    return {name for name, modules in FILES.items() if any(m.split(".")[0] == package for m in modules)}


@pytest.mark.parametrize("layer", OURS)
def test_a_layer_imports_only_those_below_it(layer: str) -> None:
    files = {name: modules for name, modules in FILES.items() if name.startswith(f"{layer}/")}
    assert files
    wrong = {name: sorted(m for m in modules if m.split(".")[0] in set(OURS) - MAY_IMPORT[layer]) for name, modules in files.items()}
    assert {name: modules for name, modules in wrong.items() if modules} == {}


@pytest.mark.parametrize("package", sorted(ALLOWED))
def test_a_third_party_package_is_imported_only_where_agreed(package: str) -> None:
    allowed = ALLOWED[package]
    assert {name for name in importers(package) if not any(name == a or (a.endswith("/") and name.startswith(a)) for a in allowed)} == set()


@pytest.mark.parametrize("package", sorted(ALLOWED))
def test_the_list_of_importers_holds_no_file_that_imports_it_no_more(package: str) -> None:
    found = importers(package)
    assert {a for a in ALLOWED[package] if not any(name.startswith(a) for name in found)} == set()


def test_the_environment_is_read_in_the_settings_only() -> None:
    readers = set()
    for name in FILES:
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        if any(
            isinstance(node, ast.Attribute)
            and node.attr in ("environ", "getenv")
            and isinstance(node.value, ast.Name)
            and node.value.id == "os"
            for node in ast.walk(ast.parse(text))
        ):
            readers.add(name)
    assert {name for name in readers if not name.startswith("ui/")} == {"rag/settings.py"}
