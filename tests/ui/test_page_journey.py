"""The page in a real browser, in front of the real assistant with its embedded engine. The issue and our design demand it."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
both = pytest.mark.parametrize("visit", ["desktop", "phone"], indirect=True)

NO_SIDEWAYS = "document.documentElement.scrollWidth <= window.innerWidth"


@both
def test_a_whole_conversation_from_question_to_source_and_on(visit) -> None:
    page: Page = visit.page
    visit.open()
    expect(page.get_by_text("想从哪里开始？")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "zh-CN"

    asked = visit.ask("租显卡的钱能支持多少？")
    expect(asked).to_contain_text(re.compile("多少|花了"))
    expect(page.locator("opc-formula")).to_have_count(0)

    answer = visit.ask("去年一共花了60万，我们8个人")
    card = answer.locator("opc-formula").first
    for piece in ("60", "50%", "30", "万元"):
        expect(card).to_contain_text(piece)
    steps = answer.locator("details.steps")
    expect(steps).not_to_have_attribute("open", "")
    expect(steps.locator("summary")).to_contain_text("算了支持金额")
    steps.locator("summary").click()
    expect(steps).to_contain_text("calculate_subsidy")

    chip = answer.get_by_role("button", name=re.compile("^查看第五条.*原文$")).first
    chip.click()
    panel = page.get_by_role("complementary", name="原文")
    expect(panel.get_by_role("heading", name=re.compile("第五条"))).to_be_visible()
    expect(panel.locator("mark")).to_contain_text("按照算力或词元实际使用金额的50%给予资金支持")
    expect(chip).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(chip).to_be_focused()
    expect(chip).to_have_attribute("aria-expanded", "false")

    more = visit.ask("如果花150万呢？")
    expect(more.locator("opc-formula .meter.full")).to_be_visible()
    assert page.evaluate(NO_SIDEWAYS)

    if page.get_by_role("button", name="往期对话").is_visible():
        page.get_by_role("button", name="往期对话").click()
    page.get_by_role("button", name="新对话").click()
    expect(visit.answers).to_have_count(0)
    expect(page.get_by_text("想从哪里开始？")).to_be_visible()


def test_an_example_question_is_answered_with_a_source(visit) -> None:
    visit.open()
    chips = visit.page.locator(".empty .chip")
    expect(chips).to_have_count(3)
    chips.first.click()
    answer = visit.answers.first
    expect(answer.get_by_role("button", name="复制回答")).to_be_visible()
    expect(answer.locator(".cite").first).to_be_visible()


def test_where_the_text_is_silent_the_nearest_provision_is_marked_as_such(visit) -> None:
    visit.open()
    answer = visit.ask("申报截止到哪一天？")
    expect(answer).to_contain_text("没有写明")
    expect(answer).to_contain_text("最接近的条款")
    answer.locator(".open .cite, .gap .cite").first.click()
    expect(visit.page.locator("#opc-source mark")).to_be_visible()
    expect(visit.page.get_by_text("原文没有直接写，标色的是最接近的一句")).to_be_visible()


def test_a_person_is_asked_for_in_the_users_voice_and_a_ticket_comes_back(visit) -> None:
    visit.open()
    visit.ask("申报截止到哪一天？").get_by_role("button", name="转人工").click()
    expect(visit.answers).to_have_count(2)
    expect(visit.answers.last.get_by_text(re.compile("已转人工，编号"))).to_be_visible()


def test_what_was_asked_survives_a_reload_and_stands_in_the_list(visit) -> None:
    visit.open()
    visit.ask("去年租显卡花了60万，能支持多少？")
    visit.page.reload()
    expect(visit.answers).to_have_count(1)
    expect(visit.page.locator("opc-formula")).to_be_visible()
    visit.page.get_by_role("button", name="新对话").click()
    expect(visit.answers).to_have_count(0)
    visit.page.get_by_role("complementary").get_by_role("button", name="去年租显卡花了60万，能支持多少？").click()
    expect(visit.answers).to_have_count(1)


def test_a_question_in_the_address_is_asked_exactly_once(visit) -> None:
    visit.open("/?q=%E8%BF%98%E7%AE%97OPC%E5%90%97%EF%BC%9F%E6%88%91%E4%BB%AC12%E4%B8%AA%E4%BA%BA")
    expect(visit.answers.first.get_by_role("button", name="复制回答")).to_be_visible()
    assert "q=" not in visit.page.url
    visit.page.reload()
    expect(visit.answers).to_have_count(1)
    assert sum(url.endswith("/api/chat/stream") for url in visit.requests) == 1


def test_markup_in_a_message_is_shown_as_the_text_it_is(visit) -> None:
    visit.open()
    hostile = '<img src="http://192.0.2.1/x.png" onerror="window.harmed=1"><script>window.harmed=1</script>'
    visit.ask(hostile)
    expect(visit.page.locator(".me .words").first).to_have_text(hostile)
    assert visit.page.evaluate("window.harmed") is None
    assert visit.page.locator(".log img, .log script").count() == 0


def test_theme_and_language_switch_and_stay(visit) -> None:
    page = visit.page
    visit.open()
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="切换深色或浅色").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    page.get_by_role("button", name="切换到英文").click()
    expect(page.get_by_text("Where shall we start?")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Where shall we start?")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_the_text_is_read_section_by_section_and_searched(visit) -> None:
    page = visit.page
    visit.open()
    page.get_by_role("link", name="读政策").click()
    expect(page.locator(".art")).to_have_count(12)
    page.get_by_role("searchbox").fill("实际支付利息")
    expect(page.locator(".art:visible")).to_have_count(1)
    expect(page.locator(".art:visible mark")).to_have_text("实际支付利息")
    page.get_by_role("searchbox").fill("没有的词")
    expect(page.get_by_text("原文里没有“没有的词”")).to_be_visible()


def test_the_keyboard_alone_asks_opens_a_source_and_closes_it(visit) -> None:
    page = visit.page
    visit.open()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if visit.box.evaluate("box => box === document.activeElement"):
            break
    page.keyboard.type("去年租显卡花了60万，能支持多少？")
    page.keyboard.press("Enter")
    answer = visit.answers.first
    expect(answer.get_by_role("button", name="复制回答")).to_be_visible()
    chip = answer.locator(".cite").first
    chip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#opc-source .law")).to_be_focused()
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()


def test_a_foreign_browser_gets_the_same_chinese_page(browser, site: str) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(site)
    expect(page.get_by_text("想从哪里开始？")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    context.close()


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1440])
def test_no_width_needs_sideways_scrolling(visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    visit.open()
    visit.ask("去年租显卡花了60万，能支持多少？").locator(".cite").first.click()
    expect(visit.page.locator("#opc-source .law")).to_be_visible()
    assert visit.page.evaluate(NO_SIDEWAYS)


def test_chinese_is_drawn_with_glyphs_and_not_with_empty_boxes(visit) -> None:
    visit.open()
    drawn = """text => {
        const canvas = document.createElement('canvas'), pen = canvas.getContext('2d');
        pen.font = `32px ${getComputedStyle(document.querySelector('opc-app')).fontFamily}`;
        pen.fillText(text, 4, 40);
        return canvas.toDataURL();
    }"""
    shapes = {visit.page.evaluate(drawn, character) for character in "咨询政策"}
    assert len(shapes) == 4
    assert visit.page.evaluate(drawn, "\U0010fffd") not in shapes
