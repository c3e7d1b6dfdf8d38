"""`opc doctor`: installation, rules, model, index, stores, settings, port; what is wrong and what to do about it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from agent.settings import Endpoint, Settings
from agent.storage import prepare_data_dir
from knowledge.errors import AssistantError, PolicyDataError
from knowledge.loader import SHIPPED, load_policy
from ui.packages import installed_faults
from ui.port import holder, listening

PYTHON = (3, 11)
_SHOWN = 5


@dataclass(frozen=True)
class Check:
    """One thing looked at. `warn`: works, but somebody should know. `todo`: what to do, empty when nothing."""

    name: str
    state: Literal["ok", "warn", "fail"]
    says: str
    todo: str = ""


async def examine() -> AsyncIterator[Check]:
    """All checks in the order of what rests on what; a failed one does not keep the later ones from being tried."""
    yield python(sys.version_info[:3])
    yield packages()
    for folder in sorted(path for path in SHIPPED.iterdir() if path.is_dir()):
        yield rules(folder)
    yield templates()
    yield office()
    yield embedding()
    try:
        settings = Settings()
    except AssistantError as error:
        yield Check("设置", "fail", error.detail, "改好环境变量或 .env 后再运行一次")
        return
    yield configured(settings)
    try:
        folder = prepare_data_dir(settings.data_dir)
    except AssistantError as error:
        yield Check("数据文件夹", "fail", error.detail, "改好后再运行一次")
        return
    yield Check("数据文件夹", "ok", f"{folder} 可写，还剩 {shutil.disk_usage(folder).free // 2**20} MB")
    async for check in service(settings, folder):
        yield check
    if settings.llm:
        yield await model(settings.llm)
    yield port(settings)


def python(version: tuple[int, ...]) -> Check:
    """Python is new enough."""
    said = ".".join(map(str, version))
    if version < PYTHON:
        return Check("Python", "fail", said, "需要 3.11 或更新的版本：安装后执行 make clean，再执行 make serve")
    return Check("Python", "ok", said)


def packages() -> Check:
    """Every package that is needed is there, in the version that was tried."""
    missing, other = installed_faults()
    if missing:
        return Check("依赖", "fail", "缺少 " + "、".join(missing[:_SHOWN]), "执行 make serve，或者 pip install -c constraints.txt -e .")
    if other:
        said = "与试过的版本不同：" + "、".join(other[:_SHOWN])
        return Check("依赖", "warn", said, "要用试过的版本：pip install -c constraints.txt -e .")
    return Check("依赖", "ok", "都在，版本与 constraints.txt 一致")


def rules(folder: Path) -> Check:
    """The bundle loads, and every quote and figure stands in the text."""
    try:
        policy = load_policy(folder)
    except PolicyDataError as error:
        return Check("政策数据", "fail", f"{folder.name}：{error.detail}", f"按提示改 {folder} 里的文件")
    said = f"{policy.head.short_title}：{len(policy.sections)} 节、{len(policy.measures)} 项措施、{len(policy.points)} 个要点、"
    return Check("政策数据", "ok", said + f"{len(policy.matters)} 件没写明的事，引文和数字都与原文一致")


def templates() -> Check:
    """The Word templates of application drafts fill without an error."""
    from tools.documents.docx import TEMPLATES, template_faults

    if wrong := template_faults():
        return Check("申请书模板", "fail", "；".join(wrong[:_SHOWN]), f"按 {TEMPLATES / 'README.md'} 里的标签表改 {TEMPLATES} 里的文件")
    return Check("申请书模板", "ok", f"{len(list(TEMPLATES.glob('*.docx')))} 个，标签都认得")


def office() -> Check:
    """LibreOffice, for drafts as PDF."""
    from tools.documents.pdf import converter

    if found := converter():
        return Check("LibreOffice", "ok", f"{found}，申请书可以转成 PDF")
    todo = "需要 PDF 时安装，Debian/Ubuntu：sudo apt install libreoffice-writer-nogui"
    return Check("LibreOffice", "warn", "没有安装，申请书不能转成 PDF，其他格式不受影响", todo)


def embedding() -> Check:
    """The model that comes with the installation works here."""
    from knowledge.embedding import embedded, why_not_embedded

    if model := embedded():
        return Check("内置向量模型", "ok", model.fingerprint)
    return Check("内置向量模型", "warn", why_not_embedded(), "可以这样用；要更准，设置 OPC_EMBED_* 指向一个向量接口")


def configured(settings: Settings) -> Check:
    """What the settings amount to; what is unsafe was refused when they were read."""
    who = f"{len(settings.api_keys)} 把密钥" if settings.api_keys else "没有密钥，只接受本机访问"
    engine = f"模型 {settings.llm.model}" if settings.llm else "内置离线引擎"
    vectors = f"向量接口 {settings.embed.model}" if settings.embed else "内置向量模型"
    return Check("设置", "ok", f"{settings.host}:{settings.port}，{who}；{engine}；{vectors}")


async def service(settings: Settings, folder: Path) -> AsyncIterator[Check]:
    """Index and stores, by opening the whole assistant as a server does. Builds the index when there is none."""
    from agent.assembly import open_service
    from knowledge.pointer import read
    from knowledge.vector_store import FOLDER

    existed = any((folder / FOLDER).glob("policy-*.json"))
    try:
        async with open_service(settings) as opened:
            pointer = folder / FOLDER / f"policy-{opened.policy.id}.json"
            yield _index(opened.retriever.mode, existed, str(read(pointer).get("fingerprint", "")))
            counts = await opened.records.check()
            conversations = await opened.checkpoints.check()
            rows = "、".join(f"{name} {count}" for name, count in counts.items())
            if closed := _closed(folder):
                yield Check("存储", "fail", f"不能写：{'、'.join(closed)}", f"给 {folder} 里的文件写权限")
            else:
                yield Check("存储", "ok", f"记录库（{rows}）和对话库（{conversations} 个会话）可读写")
    except AssistantError as error:
        yield Check("索引与存储", "fail", error.detail, "按提示处理后再运行一次")
    except Exception as error:  # whatever a damaged file brings about, the checks go on
        said = f"{type(error).__name__}：{error}"
        yield Check("索引与存储", "fail", said, f"检查 {folder} 里的文件；移走损坏的再运行一次，索引会重新建立")


def _closed(folder: Path) -> list[str]:
    return [path.name for path in folder.glob("*.sqlite3") if not os.access(path, os.W_OK)]


def _index(mode: str, existed: bool, fingerprint: str) -> Check:
    if mode == "lexical":
        return Check("检索索引", "warn", "没有向量模型，检索只用字词匹配", "见“内置向量模型”一项")
    return Check("检索索引", "ok", f"{'已有，已核对' if existed else '原来没有，刚刚建好并核对'}（{fingerprint}）")


async def model(endpoint: Endpoint) -> Check:
    """The configured language model's address answers and takes the key."""
    import httpx2

    todo = "检查 OPC_LLM_BASE_URL、OPC_LLM_API_KEY 和网络；在此之前由内置引擎作答"
    headers = {"Authorization": f"Bearer {endpoint.api_key.get_secret_value()}"}
    try:
        async with httpx2.AsyncClient(trust_env=False, timeout=10.0, headers=headers) as client:
            response = await client.get(f"{endpoint.base_url}/models")
    except httpx2.HTTPError as error:
        return Check("语言模型", "fail", f"连不上 {endpoint.base_url}（{type(error).__name__}）", todo)
    if response.status_code in (401, 403):
        return Check("语言模型", "fail", f"{endpoint.base_url} 不接受这把密钥（{response.status_code}）", todo)
    if response.status_code >= 500:
        return Check("语言模型", "fail", f"{endpoint.base_url} 出错（{response.status_code}）", todo)
    return Check("语言模型", "ok", f"{endpoint.base_url} 能连上（{endpoint.model}）")


def port(settings: Settings) -> Check:
    """The port is free, or taken by somebody."""
    try:
        listening(settings.host, settings.port).close()
    except AssistantError as error:
        if holder(settings.port).find("opc") >= 0:
            return Check("端口", "warn", f"{settings.port} 上已有一个 opc 在运行", "要再开一个，换一个 OPC_PORT")
        return Check("端口", "fail", error.detail, "结束占用它的程序，或者换一个 OPC_PORT")
    return Check("端口", "ok", f"{settings.port} 空着")
