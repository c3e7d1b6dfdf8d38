"""Reads policy bundles. A bundle is a folder: policy.yaml, text.txt, measures/*.yaml, points.yaml, unstated.yaml.

Facts and lexicon are shared by all bundles (knowledge/facts.yaml, lexicon.yaml); a bundle may add its own. Everything is
validated at once: `PolicyDataError` lists every fault with file and field.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.errors import PolicyDataError
from knowledge.proof import faults
from knowledge.schema import Fact, Matter, Measure, Point, Policy, PolicyHead
from knowledge.sections import split

ROOM = Path(__file__).parent
SHIPPED = ROOM / "policies"
"""Folder of the bundles that come with the product."""

M = TypeVar("M", bound=BaseModel)


class _UniqueKeys(yaml.SafeLoader):
    """A YAML loader that refuses a key written twice, instead of keeping the last one silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"“{key.value}”写了两次", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def load_policy(folder: Path) -> Policy:
    """The validated policy in `folder`. Raises `PolicyDataError` with every fault as ``file: field: what``."""
    problems: list[str] = []
    if not (folder / "policy.yaml").is_file():
        raise PolicyDataError([f"{folder.name}: 没有 policy.yaml，这不是一份政策数据"])
    head = _one(PolicyHead, _read(folder / "policy.yaml", problems), "policy.yaml", problems)
    facts: dict[str, Fact] = {}
    lexicon: dict[str, tuple[str, ...]] = {}
    for place in (ROOM, folder):
        facts |= _many(Fact, place / "facts.yaml", "facts", problems, optional=True)
        for word, terms in (_read(place / "lexicon.yaml", problems, optional=True).get("lexicon") or {}).items():
            lexicon[str(word).lower()] = tuple(str(term) for term in terms)
    measures: dict[str, Measure] = {}
    for file in sorted((folder / "measures").glob("*.yaml")):
        measure = _one(Measure, _read(file, problems), f"measures/{file.name}", problems)
        if measure and measure.id != file.stem:
            problems.append(f"measures/{file.name}: id: “{measure.id}”与文件名不一致")
        if measure:
            measures[measure.id] = measure
    points = _many(Point, folder / "points.yaml", "points", problems)
    matters = _many(Matter, folder / "unstated.yaml", "matters", problems)
    if not (folder / "text.txt").is_file():
        problems.append("text.txt: 文件不存在")
    if head is None or problems:
        raise PolicyDataError(problems)
    text = (folder / "text.txt").read_text(encoding="utf-8")
    sections = split(text, head.headings)
    order = list(sections)
    measures = dict(sorted(measures.items(), key=lambda item: [*order, item[1].section].index(item[1].section)))
    policy = Policy(
        head=head,
        sections=sections,
        measures=measures,
        matters=matters,
        points=points,
        facts=facts,
        lexicon=lexicon,
        fingerprint=_fingerprint(folder),
    )
    if wrong := faults(policy):
        raise PolicyDataError(wrong)
    return policy


def _read(file: Path, problems: list[str], optional: bool = False) -> dict[str, Any]:
    if optional and not file.is_file():
        return {}
    try:
        data = yaml.load(file.read_text(encoding="utf-8"), _UniqueKeys)
    except FileNotFoundError:
        problems.append(f"{file.name}: 文件不存在")
        return {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append(f"{file.name}: 不是有效的 YAML：{error}")
        return {}
    if not isinstance(data, dict):
        problems.append(f"{file.name}: 最外层应是“键: 值”")
        return {}
    return data


def _one(model: type[M], data: dict[str, Any], where: str, problems: list[str]) -> M | None:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for fault in error.errors():
            field = ".".join(str(part) for part in fault["loc"])
            problems.append(f"{where}: {field}: {_said(fault)}")
        return None


def _many(model: type[M], file: Path, key: str, problems: list[str], optional: bool = False) -> dict[str, M]:
    found: dict[str, M] = {}
    entries = _read(file, problems, optional).get(key) or []
    for index, entry in enumerate(entries):
        where = f"{file.name}: {entry.get('id', index) if isinstance(entry, dict) else index}"
        one = _one(model, entry, where, problems)
        id_ = getattr(one, "id", None)
        if one is not None and id_ in found:
            problems.append(f"{file.name}: {id_}: id 重复")
        elif one is not None and id_ is not None:
            found[id_] = one
    return found


def _said(fault: Any) -> str:
    wording = {"missing": "缺少这一项", "extra_forbidden": "不认识的键，检查拼写"}
    return wording.get(fault["type"], f"{fault['msg']}（现在是 {str(fault.get('input'))[:40]}）")


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.txt"), *ROOM.glob("*.yaml")]):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
