"""Which communities become demonstration sites. How it is told: :mod:`circles.answers.demonstration_words`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circles.answers.telling import Answer

if TYPE_CHECKING:
    import pandas as pd

    from circles.answers.plan import Plan
    from circles.demonstration_rules import DemonstrationRules
    from circles.errors import Finding
    from circles.service_lists import ServiceList


@dataclass(frozen=True, kw_only=True)
class OtherChoice:
    """The best choice under another rule, and how it differs.

    Attributes
    ----------
    status : str
        As that of the choice; ``infeasible`` where there is none.
    total : int or None
        Thousandths of a person times services gained.
    cost_yuan : int or None
        What it costs.
    enters, leaves : tuple of str
        Centers that are in it and not in the choice, and the other way round.
    against : tuple of (str, str)
        The rules that stand against it, each a kind and a name.
    """

    status: str
    total: int | None = None
    cost_yuan: int | None = None
    enters: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    against: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Demonstration(Answer):
    """Which communities become demonstration sites: the choice under its rules that is worth most, and its proof.

    Attributes
    ----------
    rules : DemonstrationRules
        What was asked.
    candidates : DataFrame
        ``demonstration_table.SITES_TOLD``.
    status : str
        ``optimal``: proven; else how the search ended (docs/siting.md).
    total, bound : int
        What the choice is worth, thousandths of a person times services gained, and what none can exceed.
    people_sum, people_once : int
        Thousandths of people within the walk of the sites: site by site, and each counted once.
    cost_yuan : int
        What the sites cost together, those of unknown cost left out.
    one_more, more_money : OtherChoice or None
        The best choice of one more site, and with `rules.more_wan` more money; None where no rule limits that.
    asked : tuple of str
        Ids of the centers of which it was asked why they were not chosen.
    is_first : bool
        Whether it is sure that its ids come first of all choices that are worth as much.
    required : ServiceList or None
        The services that count; None where all that are named do.
    plan : Plan
        The plan of the study.
    warnings : tuple of Finding
        What a person should look at.

    Examples
    --------
    >>> import circles, pandas
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> names = plan.centers.loc[plan.centers["status"] == "open", "name"].tolist()[:3]
    >>> rows = pandas.DataFrame({"中心": names, "改造费用（万元）": [60, 80, 50], "新增服务": ["慈善超市"] * 3})
    >>> found = circles.choose(plan, rows, circles.DemonstrationRules(sites=2, budget_wan=135))
    >>> found.status, found.bound == found.total, found.cost_yuan <= 1_350_000
    ('optimal', True, True)
    """

    rules: DemonstrationRules
    candidates: pd.DataFrame
    status: str
    total: int
    bound: int | None
    people_sum: int
    people_once: int
    cost_yuan: int
    one_more: OtherChoice | None
    more_money: OtherChoice | None
    asked: tuple[str, ...]
    is_first: bool
    required: ServiceList | None
    plan: Plan
    warnings: tuple[Finding, ...] = ()

    @property
    def lang(self) -> str:
        """That of the study."""
        return self.plan.study.lang
