"""What the page does when something does not go through: the server's answers are replaced in the browser, the page is the real one."""

import json
import re

import pytest
from playwright.sync_api import Route, expect

pytestmark = pytest.mark.browser

STREAM = "**/api/chat/stream"
QUESTION = "去年租显卡花了60万，能支持多少？"


def problem(status: int, detail: str, **headers: str):
    body = json.dumps({"type": "about:blank", "title": "", "status": status, "detail": detail}, ensure_ascii=False)
    return lambda route: route.fulfill(status=status, body=body, content_type="application/problem+json", headers=headers)


def stream(*events: tuple[str, dict]) -> str:
    return "".join(f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n" for name, data in events)


def answered(reply: str, **parts: object) -> str:
    final = {"session_id": "s", "message_id": "m", "reply": reply, "citations": [], "tool_calls": [], "asks": [], "unstated": [],
             "files": [], "handoff": None, "engine": "offline", "suggestions": [], "staff_answers": []} | parts  # fmt: skip
    return stream(("token", {"text": reply}), ("final", final))


def replying(body: str):
    return lambda route: route.fulfill(status=200, body=body, content_type="text/event-stream")


def send(visit, text: str = QUESTION) -> None:
    visit.box.fill(text)
    visit.box.press("Enter")


@pytest.mark.parametrize("status", [401, 403, 409, 422, 500, 503])
def test_a_refusal_is_told_in_the_servers_words_and_the_message_is_kept(visit, status: int) -> None:
    visit.troubled = True
    visit.open()
    visit.page.route(STREAM, problem(status, "请稍后再试一次"))
    send(visit)
    note = visit.page.get_by_role("alert")
    expect(note).to_contain_text("请稍后再试一次")
    expect(visit.box).to_have_value(QUESTION)
    visit.page.unroute(STREAM)
    visit.box.press("Enter")
    expect(visit.answers.last.get_by_role("button", name="复制回答")).to_be_visible()
    expect(note).to_have_count(0)
    expect(visit.page.locator(".me")).to_have_count(1)


def test_too_many_questions_name_the_wait_and_hold_the_button(visit) -> None:
    visit.troubled = True
    visit.open()
    visit.page.route(STREAM, problem(429, "问得有点快，38 秒后再发", **{"Retry-After": "38"}))
    send(visit)
    expect(visit.page.get_by_text("问得有点快，38 秒后再发")).to_be_visible()
    expect(visit.page.get_by_text(re.compile(r"^3\d 秒后可以继续发送$"))).to_be_visible()
    expect(visit.page.get_by_role("button", name="发送")).to_have_attribute("aria-disabled", "true")


def test_a_lost_connection_says_so_recovers_and_asks_the_same_turn_again(visit) -> None:
    visit.troubled = True
    visit.open()
    turns: list[str] = []

    def cut(route: Route) -> None:
        turns.append(json.loads(route.request.post_data)["turn_id"])
        route.abort()

    visit.page.route(STREAM, cut)
    send(visit)
    expect(visit.page.get_by_text(re.compile("连接断开，正在重连"))).to_be_visible()
    expect(visit.box).to_have_value(QUESTION)
    visit.page.evaluate("dispatchEvent(new Event('online'))")
    expect(visit.page.get_by_text("已经重新连上")).to_be_visible()
    visit.page.unroute(STREAM)
    with visit.page.expect_request(STREAM) as again:
        visit.page.get_by_role("button", name="重试").click()
    assert json.loads(again.value.post_data)["turn_id"] == turns[0]
    expect(visit.answers.last.get_by_role("button", name="复制回答")).to_be_visible()
    expect(visit.page.locator(".me")).to_have_count(1)
    expect(visit.box).to_have_value("")


def test_an_answer_that_breaks_off_keeps_what_was_said_and_says_so(visit) -> None:
    visit.open()
    visit.page.route(STREAM, replying(stream(("token", {"text": "按第五条，"}))))
    send(visit)
    expect(visit.answers.last).to_contain_text("按第五条，")
    expect(visit.page.get_by_text(re.compile("连接断开"))).to_be_visible()


def test_stopping_gives_the_question_back(visit) -> None:
    visit.open()
    held: list[Route] = []
    visit.page.route(STREAM, lambda route: held.append(route))
    send(visit)
    visit.page.get_by_role("button", name="停止").click()
    expect(visit.page.get_by_text("已停止，回答不完整")).to_be_visible()
    expect(visit.box).to_have_value(QUESTION)
    expect(visit.page.get_by_role("button", name="发送")).to_be_visible()


def test_a_double_click_sends_once_and_stops_nothing(visit) -> None:
    visit.open()
    held: list[Route] = []
    visit.page.route(STREAM, lambda route: held.append(route))
    visit.box.fill(QUESTION)
    visit.page.get_by_role("button", name="发送").dblclick()
    expect(visit.page.get_by_role("button", name="停止")).to_be_visible()
    visit.box.press("Enter")
    expect(visit.page.locator(".me")).to_have_count(1)
    expect(visit.page.get_by_text("已停止，回答不完整")).to_have_count(0)
    assert len(held) == 1


def test_nothing_else_is_sent_while_an_answer_is_on_its_way(visit) -> None:
    visit.open()
    first = visit.ask(QUESTION)
    held: list[Route] = []
    visit.page.route(STREAM, lambda route: held.append(route))
    send(visit, "去哪里申报？")
    first.get_by_role("button", name="转人工").click()
    visit.box.press("Enter")
    expect(visit.page.locator(".me")).to_have_count(2)
    assert len(held) == 1


def test_a_reply_full_of_markup_harms_nobody_and_loads_nothing(visit) -> None:
    visit.open()
    reply = (
        "<script>window.harmed=1</script> <img src=http://192.0.2.1/a.png onerror='window.harmed=1'>\n\n"
        "![图](http://192.0.2.1/b.png) [点这里](javascript:window.harmed=1) [外面](http://192.0.2.1/) [原文](/#read/art-5)\n\n"
        "| 项 | <b>数</b> |\n|---|---|\n| 甲 | <i>1</i> |\n\n> <svg onload='window.harmed=1'>"
    )
    visit.page.route(STREAM, replying(answered(reply, suggestions=["<b>再问</b>"])))
    send(visit)
    said = visit.answers.last.locator(".said")
    expect(said).to_contain_text("<script>window.harmed=1</script>")
    expect(said.locator("table td").last).to_have_text("<i>1</i>")
    assert [link.get_attribute("href") for link in said.locator("a").all()] == ["/#read/art-5"]
    assert said.locator("img, script, svg, b, i").count() == 0
    assert visit.page.evaluate("window.harmed") is None
    expect(visit.page.get_by_role("button", name="<b>再问</b>")).to_be_visible()


def test_every_kind_of_figure_looks_its_own(visit) -> None:
    visit.open()
    items = [
        line("甲", "formula", basis="1500000.00", rate="0.50", uncapped="750000.00", amount="500000.00", capped=True)
        | {"cap": "500000.00", "per": "year"},
        line("乙", "ceiling", basis="1000000.00", rate="0.30", uncapped="300000.00", amount="300000.00")
        | {"cap": "5000000.00", "per": "project", "left": "4700000.00"},
        line("丙", "discretionary", cap="5000000.00", per="year"),
        line("丁", "service", formula="提供服务"),
    ]
    calls = [{"name": "calculate_subsidy", "args": {}, "result": {"items": items, "total": None, "total_kind": None, "notes": []}}]
    visit.page.route(STREAM, replying(answered("算好了。", tool_calls=calls)))
    send(visit)
    card = visit.page.get_by_role("group", name="甲")
    expect(card.locator(".res")).to_have_text(re.compile(r"50\s*万元\s*封顶后|封顶后\s*50\s*万元"))
    expect(card).to_contain_text("超上限 25\u00a0万元")
    expect(card.locator(".meter")).to_have_class(re.compile("full"))
    bound = visit.page.get_by_role("group", name="乙")
    expect(bound.locator(".res")).to_contain_text("不超过")
    expect(bound.locator(".meter")).to_have_class(re.compile("broken"))
    only_cap = visit.page.get_by_role("group", name="丙")
    expect(only_cap).to_contain_text(re.compile(r"最高不超过\s*500\s*万元"))
    expect(only_cap.locator(".eq")).to_have_count(0)
    expect(visit.page.get_by_role("group", name="丁")).not_to_contain_text("万元")


def line(label: str, kind: str, **parts: object) -> dict[str, object]:
    """A line in the shape of tools/schema.py."""
    empty = dict.fromkeys(["basis", "rate", "cap", "uncapped", "amount", "per", "left", "received", "further", "target", "needed"])
    return {"measure": "m", "section": "art-5", "label": label, "item_label": "", "basis_label": "基数", "capped": False, "kind": kind,
            "formula": "", "quote": "", "years": 1, **empty, **parts}  # fmt: skip


def test_a_staff_answer_and_a_ticket_are_notices(visit) -> None:
    visit.open()
    parts = {"handoff": {"ticket": "A-7"}, "staff_answers": [{"ticket": "A-3", "text": "可以的，\n周一来。"}]}
    visit.page.route(STREAM, replying(answered("好。", **parts)))
    send(visit)
    expect(visit.page.get_by_text("工作人员的答复（A-3）")).to_be_visible()
    expect(visit.page.get_by_text("可以的，\n周一来。")).to_be_visible()
    expect(visit.page.get_by_text("已转人工，编号 A-7")).to_be_visible()


def test_four_thousand_characters_can_be_pasted_and_one_more_is_named(visit) -> None:
    visit.open()
    visit.box.fill("问" * 4000)
    expect(visit.page.get_by_text("4,000 / 4,000 字")).to_be_visible()
    expect(visit.page.get_by_role("button", name="发送")).to_have_attribute("aria-disabled", "false")
    visit.box.fill("😀" * 4312)
    expect(visit.page.get_by_text("内容太长：4,312 字，最多 4,000 字。删去 312 字后再发送")).to_be_visible()
    visit.box.press("Enter")
    expect(visit.page.locator(".me")).to_have_count(0)


def test_enter_of_an_input_method_does_not_send_and_shift_enter_breaks_the_line(visit) -> None:
    visit.open()
    visit.box.fill("xian ka")
    visit.box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    visit.box.press("Shift+Enter")
    expect(visit.box).to_have_value("xian ka\n")
    expect(visit.page.locator(".me")).to_have_count(0)


def test_a_conversation_that_is_gone_leaves_the_list_and_a_new_one_begins(visit) -> None:
    visit.troubled = True
    visit.open()
    visit.page.evaluate("localStorage.setItem('opc.chats', JSON.stringify([{id: 'gone', title: '旧的一段', at: 1}]))")
    visit.page.reload()
    visit.page.route("**/api/chat/gone", problem(404, "没有这段对话"))
    visit.page.get_by_role("button", name="旧的一段").click()
    expect(visit.page.get_by_text("这段对话已经不在了")).to_be_visible()
    expect(visit.page.get_by_role("button", name="旧的一段")).to_have_count(0)
