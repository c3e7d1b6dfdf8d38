"""How a sum was read is said beside the result, in figures that hold: those of the message and of the tool."""

import re

import pytest

from agent.briefing import brief
from agent.evidence import Evidence
from agent.offline.amounts import say_amounts
from agent.offline.draft import Draft, Phrases
from agent.offline.requests import subsidy_calls
from agent.offline.turn import Decision
from agent.understanding.intents import IntentReader
from agent.understanding.reading import Reader
from agent.understanding.vocabulary import Vocabulary
from agent.verify import verify
from knowledge.loader import SHIPPED, load_policy
from tools.schema import SubsidyInput
from tools.subsidy import calculate_subsidy

POLICY = load_policy(SHIPPED / "chaoyang-opc")
_VOCABULARY = Vocabulary(POLICY)
_READER = Reader(_VOCABULARY, IntentReader(_VOCABULARY, None, 1.0))


def said(message: str) -> str:
    """What is said of the calculation that the message asks for; every sentence of it holds."""
    briefing, _ = brief(POLICY, _READER, message, {}, {})
    told = {telling["fact"] for telling in briefing.reading.told}
    measures = [measure.id for measure in POLICY.measures.values() if told & set(measure.support.basis)]
    wanted, _, assumed = subsidy_calls(POLICY, briefing, measures)
    calls = []
    for call in wanted:
        result = calculate_subsidy(POLICY, SubsidyInput.model_validate(call["args"])).model_dump(mode="json")
        calls.append({**call, "result": result})
    draft = Draft(POLICY, Phrases(briefing.reading.language))
    say_amounts(draft, POLICY, briefing, Decision(acts=["amount"], measures=measures, calls=wanted, assumed=assumed), calls)
    verdict = verify(draft.text, Evidence.of(POLICY, [message], calls), POLICY)
    assert verdict.holds, [(sentence.text, sentence.reason) for sentence in verdict.failed]
    return draft.text


@pytest.mark.parametrize(
    ("message", "reading", "amount"),
    [
        ("token每月3万，用了8个月", "3万是每月的数，8个月按24万元算", "12万元"),
        ("显卡月租2万，租了半年", "2万是每月的数，半年按12万元算", "6万元"),
        ("接口费一个月5万", "一年按60万元算", "30万元"),
        ("算力每季度10万，用了3个季度", "3个季度按30万元算", "15万元"),
        ("算力每周5000块，用了20周", "20周按10万元算", "5万元"),
        ("算力每天2000块，跑了90天", "90天按18万元算", "9万元"),
        ("8张显卡，一张1万6", "8张按12.8万元算", "6.4万元"),
        ("租了8张A100，每张一个月3000，租了半年", "按14.4万元算", "7.2万元"),
        ("算力半年30万", "没有推到全年", "15万元"),
        ("贷了300万，年利率4.5%，利息都按时付了两年", "27万元", "8.1万元"),
        ("借了150万，年利率3.8%，利息都还了一年半", "8.55万元", "25,650元"),
        ("项目投资900万，其中三成是土建", "900万元的三成是270万元", "189万元"),
        ("充了100万词元，实际用了八成", "100万元的八成是80万元", "40万元"),
        ("一共花了100万：算力60万，剩下的是词元", "剩下的", "50万元"),
        ("算力大概80万", "按约80万元", "40万元"),
    ],
)
def test_a_reading_is_said_and_bears_out(message: str, reading: str, amount: str) -> None:
    text = said(message)
    assert reading in text and amount in text, text


@pytest.mark.parametrize(
    "message",
    [
        "The API costs 20,000 yuan a month, for 8 months",
        "We borrowed 3 million yuan at a rate of 4.5% and paid the interest for 2 years",
        "The project investment is 9 million yuan, civil works makes up 30%",
        "Compute was 300,000 yuan in half a year",
    ],
)
def test_a_reading_is_said_in_english_too(message: str) -> None:
    text = said(message)
    assert re.search(r"is read as|Interest is taken as|I reckon with that|did not extend", text), text
    lines = [re.sub(r"\([^()]*\)", "", line) for line in text.splitlines() if not line.startswith("> ")]
    assert not re.search(r"[\u3400-\u9fff]", "\n".join(lines)), text
