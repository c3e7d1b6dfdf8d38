"""Several turns of one conversation through the whole assistant: pointing, declining, contradicting, repeating, forgetting."""

import asyncio
from pathlib import Path

import pytest

from agent.assembly import open_service
from agent.schema import LOCAL, Answer, ChatRequest
from agent.settings import Settings

TALKS: dict[str, list[str]] = {
    "points": ["去年算力花了64万，利息交了22万，能支持多少", "第二个再说说", "那个64万的呢"],
    "declines": ["我们是依法经营的OPC，想报算力，符合条件吗", "人数先不说", "算力花了26万，能支持多少"],
    "contradicts": ["我们6个人的OPC，依法经营，能报算力吗", "我们17个人，能报算力吗"],
    "repeats": ["利息付了14万，能支持多少", "一句话告诉我", "再说一遍"],
    "supposes": ["算力花了30万，能支持多少", "要是花了44万呢", "按实际花的，能支持多少"],
    "forgets": ["算力花了30万，能支持多少", "重新来", "能支持多少"],
    "several": ["有效期几年？由谁负责解释？"],
    "affirms": ["OPC，3个人，想报数据支持，符合条件吗", "是的"],
    "foreign": ["海外GPU账单三万美元，能支持多少"],
    "one of several": ["算力上半年12万，下半年26万，能支持多少", "下半年的记错了，是36万", "离封顶还得再花多少"],
    "counts": ["利息付了9万，能支持多少", "里面有2万是房贷的，这部分作数吗", "能支持多少"],
    "aside": ["算力30万能给多少？钱要自己先垫上吗？"],
    "another": ["算力花了30万，能支持多少", "下一家，数据合同16万，能支持多少"],
    "parties": ["甲乙两家，利息各自是4万、7万，分别能支持多少"],
    "either": ["46万租显卡划算还是签数据合同划算", "能支持多少"],
    "sets aside": ["算力花了30万，数据合同16万，能支持多少", "能不能都拿先不管，相加是多少"],
    "part unused": ["词元充值花了38万，能支持多少", "其中12万还没用掉"],
    "to the cap": ["算力花多少才到顶", "利息呢"],
    "others": ["我们运营OPC社区，能拿多少", "那我们的租户能申请哪些"],
    "off topic": ["算力花了30万，能支持多少", "隔壁那条狗总叫，烦死了怎么办", "能支持多少"],
    "individual": ["我还没注册公司，能不能申请"],
    "undone interest": ["贷款本金300万，利息没细算，能支持多少"],
}


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Answer]]:
    folder: Path = tmp_path_factory.mktemp("dialogue")

    async def play() -> dict[str, list[Answer]]:
        answers: dict[str, list[Answer]] = {}
        async with open_service(Settings(data_dir=folder)) as service:
            for name, messages in TALKS.items():
                asked = [ChatRequest(message=message, session_id=name) for message in messages]
                answers[name] = [await service.ask(LOCAL, request) for request in asked]
        return answers

    return asyncio.run(play())


def test_a_place_or_a_sum_of_the_reply_before_can_be_pointed_at(talks: dict[str, list[Answer]]) -> None:
    _, second, by_sum = talks["points"]
    assert "6.6万元" in second.reply and [c.section for c in second.citations] == ["art-7"]
    assert "32万元" in by_sum.reply and [c.section for c in by_sum.citations] == ["art-5"]


def test_what_is_declined_is_not_asked_again(talks: dict[str, list[Answer]]) -> None:
    first, declined, last = talks["declines"]
    assert "headcount" in first.asks
    assert "headcount" not in declined.asks and "headcount" not in last.asks
    assert "13万元" in last.reply


def test_a_contradiction_is_said_and_not_silently_taken(talks: dict[str, list[Answer]]) -> None:
    reply = talks["contradicts"][1].reply
    assert "6人" in reply and "17人" in reply and "认定" in reply


def test_the_conclusion_is_repeated_without_the_rest(talks: dict[str, list[Answer]]) -> None:
    first, short, again = talks["repeats"]
    assert "4.2万元" in short.reply and "4.2万元" in again.reply
    assert len(short.reply) < len(first.reply)


def test_a_what_if_does_not_change_what_was_told(talks: dict[str, list[Answer]]) -> None:
    _, supposed, both = talks["supposes"]
    assert "22万元" in supposed.reply
    assert "15万元" in both.reply


def test_starting_over_forgets_the_sums(talks: dict[str, list[Answer]]) -> None:
    assert "15万" not in talks["forgets"][2].reply
    assert talks["forgets"][2].asks


def test_both_questions_of_one_message_are_answered(talks: dict[str, list[Answer]]) -> None:
    reply = talks["several"][0].reply
    assert "3年" in reply and "管理委员会" in reply


def test_a_bare_yes_answers_the_question_that_was_asked(talks: dict[str, list[Answer]]) -> None:
    first, yes = talks["affirms"]
    assert first.asks == ["lawful_operation"]
    assert "所写条件都满足" in yes.reply


def test_money_of_another_currency_is_never_reckoned_with(talks: dict[str, list[Answer]]) -> None:
    (answer,) = talks["foreign"]
    assert not any(call["name"] == "calculate_subsidy" for call in (c.model_dump() for c in answer.tool_calls))


def test_interest_that_was_not_worked_out_is_asked_for_and_is_not_nothing(talks: dict[str, list[Answer]]) -> None:
    (answer,) = talks["undone interest"]
    assert answer.asks == ["interest_paid"]
    assert "0元" not in answer.reply.replace("00元", "")


def test_one_sum_of_several_is_corrected_and_what_is_left_to_the_cap_is_reckoned(talks: dict[str, list[Answer]]) -> None:
    first, corrected, left = talks["one of several"]
    assert "19万元" in first.reply and "24万元" in corrected.reply and "52万元" in left.reply


def test_whether_something_counts_is_answered_from_the_text_and_changes_no_fact(talks: dict[str, list[Answer]]) -> None:
    _, counts, again = talks["counts"]
    assert counts.unstated and "6000元" not in counts.reply
    assert "2.7万元" in again.reply


def test_a_question_beside_a_calculation_is_answered_too(talks: dict[str, list[Answer]]) -> None:
    (answer,) = talks["aside"]
    assert "15万元" in answer.reply and "payment_order" in answer.unstated


def test_another_company_begins_anew(talks: dict[str, list[Answer]]) -> None:
    _, other = talks["another"]
    assert "8万元" in other.reply and "15万元" not in other.reply


def test_companies_are_reckoned_apart_and_not_added_up(talks: dict[str, list[Answer]]) -> None:
    (answer,) = talks["parties"]
    assert "1.2万元" in answer.reply and "2.1万元" in answer.reply and "3.3万元" not in answer.reply


def test_one_sum_for_one_thing_or_another_is_reckoned_for_each_and_kept_of_none(talks: dict[str, list[Answer]]) -> None:
    first, then = talks["either"]
    assert first.reply.count("23万元") >= 2 and {c.section for c in first.citations} >= {"art-5", "art-6"}
    assert "相加" not in first.reply and "23万元" not in then.reply


def test_what_is_set_aside_is_not_answered(talks: dict[str, list[Answer]]) -> None:
    reply = talks["sets aside"][1]
    assert "23万元" in reply.reply and reply.unstated == []


def test_a_part_that_was_not_used_comes_off_the_sum(talks: dict[str, list[Answer]]) -> None:
    assert "13万元" in talks["part unused"][1].reply


def test_how_much_reaches_the_cap_carries_on_to_another_support(talks: dict[str, list[Answer]]) -> None:
    assert "3,333,333.34元" in talks["to the cap"][1].reply


def test_what_others_may_get_is_not_what_the_speaker_may_get(talks: dict[str, list[Answer]]) -> None:
    assert {c.section for c in talks["others"][1].citations} >= {"art-5", "art-6", "art-7"}


def test_a_question_off_topic_leaves_the_conversation_standing(talks: dict[str, list[Answer]]) -> None:
    _, off, then = talks["off topic"]
    assert not off.citations and not off.unstated and "15万元" in then.reply


def test_whom_the_policy_is_for_is_said_with_its_sentence(talks: dict[str, list[Answer]]) -> None:
    assert "scope" in {c.section for c in talks["individual"][0].citations} and "潜力" in talks["individual"][0].reply
