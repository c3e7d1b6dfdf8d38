"""The money of articles 1, 2 and 4 to 7, read a second time from the text alone: whole fen and fractions, no Decimal, no policy data.

Written from the document without looking at the calculator or its rules, so that both would have to misread alike to agree wrongly.
"""

from dataclasses import dataclass
from fractions import Fraction

FEN = 100
WAN = 10_000 * FEN
VALID_YEARS = 3
"""本措施……有效期3年: no support can be had for more years than that."""


@dataclass(frozen=True)
class Reading:
    """`rate`: hundredths; `cap`: fen a year (`yearly`) or a project; `spending`: what counts, `without`: what is left out of it."""

    rate: int | None
    cap: int
    yearly: bool
    spending: str | None = None
    without: str | None = None


TEXT = {
    # 可给予连续三年、每年最高不超过500万元资金支持
    "community_operation": Reading(rate=None, cap=500 * WAN, yearly=True),
    # 每年最高不超过500万元的运营服务资金支持，同一平台连续支持不超过三年
    "tool_platform": Reading(rate=None, cap=500 * WAN, yearly=True),
    # 按照不超过研发与建设投资额（不含土建）的30%给予资金支持，单个项目支持金额最高不超过500万元
    "scenario_project": Reading(rate=30, cap=500 * WAN, yearly=False, spending="project_investment", without="civil_works"),
    # 按照算力或词元实际使用金额的50%给予资金支持，每年最高50万元: one sum of both, one cap
    "compute_voucher": Reading(rate=50, cap=50 * WAN, yearly=True, spending="compute_spend"),
    # 按照项目合同金额的50%给予资金支持，每年最高50万元
    "data_voucher": Reading(rate=50, cap=50 * WAN, yearly=True, spending="data_contract_amount"),
    # 可按照实际支付利息的30%每年给予最高100万元资金支持
    "loan_interest": Reading(rate=30, cap=100 * WAN, yearly=True, spending="interest_paid"),
}
COMPUTED = [name for name, reading in TEXT.items() if reading.rate is not None]
YEARLY = [name for name in COMPUTED if TEXT[name].yearly]
DISCRETIONARY = [name for name, reading in TEXT.items() if reading.rate is None]
SERVICES = ["sicn_service", "talent_service", "successive_cultivation"]


def yuan(fen: int) -> str:
    """Fen as the contract writes money: yuan with two places."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // FEN}.{fen % FEN:02d}"


def share(measure: str, fen: int) -> int:
    """The rate's share of a sum, to the fen, half a fen upwards."""
    exact = Fraction(fen * (TEXT[measure].rate or 0), 100)
    return int(exact + Fraction(1, 2))


def support(measure: str, fen: int) -> int:
    """What one year or project yields at most: the share, never over the cap."""
    return min(share(measure, fen), TEXT[measure].cap)


def years_counted(measure: str, years: int) -> int:
    """Years that count: none beyond the third, and a project has no years."""
    return min(years, VALID_YEARS) if TEXT[measure].yearly else 1


def facts(measure: str, fen: int, civil_fen: int = 0) -> dict[str, str]:
    """The facts under which `fen` is the sum that counts; civil works come on top and are left out again."""
    reading = TEXT[measure]
    assert reading.spending is not None
    told = {reading.spending: yuan(fen + civil_fen)}
    return told | ({reading.without: yuan(civil_fen)} if reading.without else {})
