"""Every bundle is proved when it is loaded, and a broken one says which file, which field and what. The issue demands the proof."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.errors import PolicyDataError
from knowledge.loader import SHIPPED, load_policy
from knowledge.sections import contains

SECOND = Path(__file__).parent / "fixtures" / "second-policy"
BUNDLES = [*sorted(folder for folder in SHIPPED.iterdir() if folder.is_dir()), SECOND]


@pytest.mark.parametrize("folder", BUNDLES, ids=lambda folder: folder.name)
def test_a_bundle_is_proved_against_its_own_text(folder: Path) -> None:
    policy = load_policy(folder)
    assert policy.measures and policy.points and policy.matters
    for measure in policy.measures.values():
        assert contains(policy.sections[measure.section].text, measure.support.quote)
        assert not measure.support.quote or measure.audience.label
    for matter in policy.matters.values():
        assert matter.questions, f"{matter.id} 没有问法，谁也问不到它"


def test_the_shipped_text_is_the_document_to_the_letter() -> None:
    """Ten articles, preamble and closing; nothing but white space is lost when it is cut into sections."""
    folder = SHIPPED / "chaoyang-opc"
    policy = load_policy(folder)
    assert list(policy.sections) == ["preamble", *(f"art-{number}" for number in range(1, 11)), "scope"]
    whole = "".join((folder / "text.txt").read_text(encoding="utf-8").split())
    cut = "".join("".join(section.text for section in policy.sections.values()).split())
    title = "".join(policy.head.title.split())
    assert whole == title + cut


def broken(tmp_path: Path, file: str, change: Callable[[str], str]) -> list[str]:
    """The problems of a copy of the second bundle with one file changed."""
    folder = tmp_path / "second-policy"
    shutil.copytree(SECOND, folder)
    before = (folder / file).read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    (folder / file).write_text(after, encoding="utf-8")
    with pytest.raises(PolicyDataError) as caught:
        load_policy(folder)
    return caught.value.problems


def replaced(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


def lead_en(english: str) -> Callable[[str], str]:
    """The first point of the second bundle with an English lead."""
    return replaced("    questions:", f"    lead_en: {english}\n    questions:")


FAULTS = [
    ("measures/rent.yaml", replaced('rate: "0.40"', 'rate: "0.45"'), "measures/rent.yaml: support.rate", "0.45"),
    ("measures/rent.yaml", replaced('cap: "80000"', 'cap: "90000"'), "measures/rent.yaml: support.cap", "90000"),
    ("measures/rent.yaml", replaced("max_years: 2", "max_years: 3"), "measures/rent.yaml: support.max_years", "3"),
    ("measures/rent.yaml", replaced('rate: "0.40"', "rate: 0.40"), "measures/rent.yaml: support.rate", "引号"),
    ("measures/rent.yaml", replaced("每年最高8万元", "每年最多8万元"), "measures/rent.yaml: support.quote", "原文"),
    ("measures/rent.yaml", replaced("[rent_paid, property_fee]", "[rent_paid, parking]"), "measures/rent.yaml: support.basis", "parking"),
    ("measures/rent.yaml", replaced("[rent_paid, property_fee]", "[headcount]"), "measures/rent.yaml: support.basis", "headcount"),
    ("measures/rent.yaml", replaced("section: part-1", "section: part-9"), "measures/rent.yaml: support.section", "part-9"),
    ("measures/rent.yaml", replaced("id: rent", "id: rental"), "measures/rent.yaml: id", "rental"),
    ("measures/rent.yaml", replaced("short: 租金", "shrot: 租金"), "measures/rent.yaml: shrot", "拼写"),
    ("measures/rent.yaml", replaced("kind: formula", "kind: gift"), "measures/rent.yaml: support.kind", "gift"),
    ("measures/rent.yaml", replaced("applicants: [studio]", "applicants: [shop]"), "measures/rent.yaml: audience", "shop"),
    ("measures/rent.yaml", replaced("term: 老厂街区", "term: 新厂街区"), "measures/rent.yaml: undefined", "新厂街区"),
    ("measures/rent.yaml", replaced("label: 场地", "label: 甲\nlabel: 场地"), "rent.yaml", "两次"),
    ("measures/rent.yaml", replaced("support:", "support: ["), "rent.yaml", "YAML"),
    ("measures/apprentice.yaml", replaced("kind: service", 'kind: service\n  cap: "6"'), "apprentice.yaml: support.kind", "service"),
    ("measures/patent.yaml", replaced("fact: granted_patents", "fact: patents"), "patent.yaml: conditions.granted.fact", "patents"),
    ("policy.yaml", replaced("value: 6", "value: 5"), "policy.yaml: conditions.headcount.value", "5"),
    ("policy.yaml", replaced("at_most: 9", "at_most: 12"), "policy.yaml: conditions.headcount.recognition", "12"),
    ("policy.yaml", replaced("放宽后的9人", "放宽后的8人"), "policy.yaml: conditions.headcount", "8人"),
    ("policy.yaml", replaced("years: 2", "years: 3"), "policy.yaml: validity.years", "3"),
    ("policy.yaml", replaced("[云溪区手艺振兴办公室]", "[云溪区财政局]"), "policy.yaml: authority.names", "财政局"),
    ("policy.yaml", replaced("[一二三四五]、", "第[一二三四五]章"), "headings.article", "标题"),
    ("points.yaml", replaced("按40%补助", "按60%补助"), "points.yaml: rent_rate.lead", "60%"),
    ("points.yaml", replaced("结对期为6个月]", "结对期为半年]"), "points.yaml: apprentice_term.quotes", "半年"),
    ("points.yaml", replaced("measures: [rent]", "measures: [flat]"), "points.yaml: rent_rate.measures", "flat"),
    ("points.yaml", replaced("id: apprentice_term", "id: rent_rate"), "points.yaml: rent_rate", "重复"),
    ("unstated.yaml", replaced("section: scope", "section: art-1"), "unstated.yaml: where_to_apply.section", "art-1"),
    ("unstated.yaml", replaced("只写了解释部门", "只写了解释部门，三天办结"), "unstated.yaml: where_to_apply", "三天"),
    ("points.yaml", lead_en("Rent and fees are supported at 60%."), "points.yaml: rent_rate.lead_en", "60%"),
    ("points.yaml", lead_en("For three years running."), "points.yaml: rent_rate.lead_en", "3 years"),
    ("points.yaml", lead_en("At most 0.8 million yuan a year."), "points.yaml: rent_rate.lead_en", "800,000"),
    ("points.yaml", lead_en("Half of the rent."), "points.yaml: rent_rate.lead_en", "50%"),
    ("points.yaml", lead_en("The rent of 工坊."), "points.yaml: rent_rate.lead_en", "工坊"),
    ("unstated.yaml", replaced("says:", "says_en: It takes 3 days.\n    says:"), "unstated.yaml: where_to_apply.says_en", "3天"),
    ("policy.yaml", replaced("    met:", "    met_en: at most 8 people\n    met:"), "policy.yaml: conditions.headcount", "8 people"),
    ("policy.yaml", replaced("validity:", "titles_en: {part-9: Part 9}\nvalidity:"), "policy.yaml: titles_en", "part-9"),
    ("facts.yaml", replaced("type: flag", "type: bool"), "facts.yaml: registered", "type"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "change", "where", "what"), FAULTS, ids=[f"{where} ({what})" for _, _, where, what in FAULTS])
def test_a_broken_bundle_names_file_field_and_value(tmp_path: Path, file: str, change: Callable[[str], str], where: str, what: str) -> None:
    problems = broken(tmp_path, file, change)
    assert any(where in problem and what in problem for problem in problems), problems


def test_every_fault_is_listed_at_once(tmp_path: Path) -> None:
    problems = broken(tmp_path, "measures/rent.yaml", lambda text: text.replace("0.40", "0.41").replace("80000", "80001"))
    assert len(problems) == 2


@pytest.mark.parametrize("file", ["policy.yaml", "points.yaml", "unstated.yaml", "text.txt"])
def test_a_missing_file_is_named(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "second-policy"
    shutil.copytree(SECOND, folder)
    (folder / file).unlink()
    with pytest.raises(PolicyDataError) as caught:
        load_policy(folder)
    assert any(file in problem for problem in caught.value.problems)
