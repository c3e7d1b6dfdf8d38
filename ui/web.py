"""The page at `/`: a Gradio app that holds one shell; what people touch are our own components, fed by the public API.

Files of the page lie in `ui/page` and are served under `/ui/<hash of the folder>/`, so a browser may keep them for ever and
still gets every change. Nothing here knows a policy: title and sections come as data, texts from `/api/policy/…`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ui.document import WithHead
from ui.gate import Gate, PageHeaders

# Read by Gradio when it is imported: without it, building a page asks two foreign hosts.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr

PAGE = Path(__file__).parent / "page"
STYLES = ("tokens.css", "frame.css", "chat.css", "panel.css", "narrow.css")
FONTS = ("-apple-system", "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")


def mount_page(
    app: FastAPI,
    *,
    title: str,
    policy: str,
    policy_title: str,
    sections: Sequence[tuple[str, str]],
) -> FastAPI:
    """Mounts the page at `/` and its files under `/ui`. Call it last: a mount at `/` swallows what is declared after it.

    `title`: name of the assistant. `policy`: id of the document that the page opens first; `policy_title`: its full name.
    `sections`: (id, label) in the order of the text, e.g. ("art-5", "第五条 加强算力保障").

    The page itself calls `GET /api/examples`, `POST /api/chat/stream`, `GET /api/chat/{session_id}`,
    `GET /api/policy/{policy}/{section}`, `GET /api/policy/{policy}/matters` and `GET /healthz` of the same app.
    """
    version = _version()
    base = f"/ui/{version}"
    config = {
        "base": base,
        "title": title,
        "policy": {"id": policy, "title": policy_title, "sections": [{"id": key, "label": label} for key, label in sections]},
    }
    app.mount(base, GZipMiddleware(_Files(directory=PAGE), minimum_size=600), name="page-files")
    gr.mount_gradio_app(
        app,
        page_app(title),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        max_file_size=1,
        allowed_paths=[],
        favicon_path=str(PAGE / "icon.svg"),
        theme=gr.themes.Base(font=list(FONTS), font_mono=["monospace"]),
    )
    mounted = app.router.routes[-1]
    mounted.app = Gate(WithHead(mounted.app, _head(base, config)))  # type: ignore[attr-defined]
    app.add_middleware(PageHeaders)
    return app


def page_app(title: str) -> gr.Blocks:
    """The Gradio app: no events, no inputs, one block that holds the shell."""
    with gr.Blocks(title=title, analytics_enabled=False, fill_width=True) as page:
        gr.HTML(
            (PAGE / "shell.html").read_text(encoding="utf-8"),
            js_on_load="",  # otherwise every click becomes a call to the server
            apply_default_css=False,
            elem_id="opc",
        )
    return page


class _Files(StaticFiles):
    """Static files whose address changes with their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


def _version() -> str:
    digest = hashlib.sha256()
    for file in sorted(PAGE.rglob("*")):
        if file.is_file():
            digest.update(file.relative_to(PAGE).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _head(base: str, config: Mapping[str, object]) -> str:
    """Language and theme before the first paint, then styles, then modules (named, so the browser fetches them side by side)."""
    modules = sorted(file.name for file in (PAGE / "components").glob("*.js"))
    data = json.dumps(config, ensure_ascii=False).replace("<", "\\u003c")
    lines = [
        f"<script>{(PAGE / 'first-paint.js').read_text(encoding='utf-8')}</script>",
        f'<link rel="icon" type="image/svg+xml" href="{base}/icon.svg">',
        *(f'<link rel="stylesheet" href="{base}/look/{name}">' for name in STYLES),
        *(f'<link rel="modulepreload" href="{base}/components/{name}">' for name in modules),
        f'<script type="application/json" id="opc-config">{data}</script>',
        f'<script type="module" src="{base}/components/app.js"></script>',
        f'<meta name="description" content="{escape(str(config["title"]), quote=True)}">',
    ]
    return "\n".join(lines)
