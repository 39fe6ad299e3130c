"""The lists of the invented year of Baoding (示例): districts, compounds, centers, money, claims, by hand."""

from __future__ import annotations

from typing import NamedTuple

SUBDISTRICTS = ("示例青槐街道", "示例锦湖街道", "示例古城街道", "示例北苑镇")
"""South-west, south-east, north-west, north-east; the last is rural."""

COMMUNITIES = {
    "示例青槐街道": ("示例青槐一社区", "示例青槐二社区", "示例幸福社区"),
    "示例锦湖街道": ("示例锦湖一社区", "示例锦湖二社区", "示例锦湖三社区"),
    "示例古城街道": ("示例古城一社区", "示例幸福社区", "示例古城三社区"),
    "示例北苑镇": ("示例北苑一村", "示例北苑二村", "示例北苑三村"),
}
"""Two communities of one name, in two sub-districts."""


def _rows(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table written out, parted by spaces; - is an empty cell."""
    return tuple(tuple("" if cell == "-" else cell for cell in row.split()) for row in text.strip().splitlines())


class Compound(NamedTuple):
    """A compound with walls: the cell and half of its block, and its only gates."""

    name: str
    cell: tuple[int, int]
    half: str
    gates: tuple[tuple[str, float, float], ...]


COMPOUNDS = (
    Compound("示例锦绣苑", (1, 2), "upper", (("北门", 750, 1490),)),
    Compound("示例槐香里", (3, 2), "lower", (("东门", 1990, 1130),)),
    Compound("示例古城家园", (3, 5), "lower", (("南门", 1750, 2510),)),
    Compound("示例湖畔花园", (6, 1), "lower", (("西门", 3010, 620),)),
)

CENTER_HEADS = tuple(
    head
    for row in _rows("""
中心编号 名称 经度 纬度 建设状态 使用状态 层级 所属街道 所属社区
启用时间 停用时间 建筑面积 居民活动区域面积 服务项目 设计服务人口 工作人员数 月均接待人次 开放时间
""")
    for head in row
)
SERVICES = "养老服务、儿童服务、社区助餐、婴幼儿托育"
CENTERS = _rows("""
C01 示例青槐街道党群服务中心 1250 1010 已建成 已启用 街道级 0 - 2018-05 - 2600 1700
C02 示例青槐一社区党群服务中心 490 700 已建成 已启用 社区级 0 0 2019-06 - 1100 700
C03 示例青槐二社区党群服务中心 1750 490 已建成 已启用 社区级 0 1 2020-09 - 480 250
C04 示例幸福社区党群服务中心 2010 1500 已建成 已启用 社区级 0 2 2021-03 - 760 500
C05 示例锦湖街道党群服务中心 3010 1010 已建成 已启用 街道级 1 - 2017-10 - 3100 2000
C06 示例锦湖一社区党群服务中心 3400 490 已建成 已启用 社区级 1 0 2022-04 - 1250 800
C07 示例锦湖二社区党群服务中心 4510 1500 已建成 停用 社区级 1 1 2016-05 2026-03-31 420 300
C08 示例锦湖三社区党群服务中心 3500 1610 已建成 已启用 社区级 1 2 2026-05-01 - 900 600
C09 示例古城街道党群服务中心 1010 3000 已建成 已启用 街道级 2 - 2019-01 - 2200 1100
C10 示例古城一社区党群服务中心 490 2600 已建成 已启用 社区级 2 0 2020-07 - 650 -
C11 示例幸福社区党群服务中心 2010 2600 已建成 已启用 社区级 2 1 2018-11 - 1400 900
C12 示例古城三社区党群服务中心 1990 3750 已建成 未启用 社区级 2 2 - - 800 500
C13 示例北苑镇党群服务中心 3510 3000 已建成 已启用 乡镇级 3 - 2021-08 - 1800 1200
C14 示例北苑一村党群服务中心 2990 2600 已建成 已启用 社区级 3 0 2017-09 - 520 330
""")
"""Id, name, x and y, the two axes of status, tier, sub-district, community of it, dates, floor, floor for residents.

Twelve of fourteen are open this year: C07 closed and C08 opened since last year, C12 stands and is not used. C04 and
C11 have one name. Of the eight open ones of communities one is below 500 m2, three have 1,000 m2."""

STATISTICS_HEADS = _rows("""
社区 街道 城乡 是否新建社区 商业和综合服务设施面积 总建筑面积 社区工作者人数 城镇常住人口
""")[0]
OWNERS = _rows("""
服务盲区 - 示例市民政局 所在街道（镇） 示例市自然资源局
服务盲区 示例锦湖街道 示例市民政局 示例锦湖街道办事处 示例市住建局
设施面积 - 示例市民政局 所在街道（镇） -
社区工作者 - 示例市委社会工作部 示例区民政局 -
""")
OWNER_HEADS = _rows("""
任务类别 所在街道 牵头单位 责任单位 配合单位
""")[0]
MONEY = _rows("""
启用示例古城三社区党群服务中心：设备购置 服务盲区 1 项 60万元 示例：询价 福彩公益金 2026 是 示例古城三社区党群服务中心
打通纬二路断头路 服务盲区 45 米 2000元 示例：市政概算 市级 2027 否 R-RUCRKBS4
示例青槐二社区党群服务中心扩建 设施面积 300 平方米 3200元 示例：同类工程 县区 2027 50万元 示例青槐二社区党群服务中心
示例锦绣苑增开南门 服务盲区 1 处 - - 镇街统筹 2027 否 示例锦绣苑
示例锦湖二社区另选场所 服务盲区 - 处 90万元 示例：租赁和改造 县区 2027 - -
""")
"""What is to be paid: 60, 9 and 96 in 10,000 yuan are known, 60 and 50 of them secured; two rows cannot be summed.
The link has the id that ``remedies.csv`` gives the 45 m between the ends of 纬二路 and 经八路."""

MONEY_HEADS = _rows("""
事项 任务类别 数量 单位 单价 单价依据 资金来源 年度 是否落实 对应对象
""")[0]
FUNDS = _rows("""
福彩公益金 100 服务盲区、养老服务
市级 200 -
县区 80 设施面积、服务盲区
镇街统筹 - -
""")
FUND_HEADS = _rows("""
资金来源 限额（万元） 可用于
""")[0]
CLAIMS = _rows("""
示例-1 共有党群服务中心14处 党群服务中心 14 处 2026-11 示例：编造的宣传口径 - -
示例-2 已启用12处 党群服务中心 12 处 2026-11 示例：编造的宣传口径 - -
示例-3 建成未启用1处 党群服务中心 1 处 2026-11 示例：编造的宣传口径 - -
示例-4 启用和建成未启用合计14处 党群服务中心 14 处 2026-11 示例：编造的宣传口径 合计 示例-2、示例-3
示例-5 每月接待3000人次 示例青槐街道党群服务中心 3000 人次/月 2026-11 示例：编造的宣传口径 - -
示例-6 两年24个月 示例青槐街道党群服务中心 24 月 2026-11 示例：编造的宣传口径 - -
示例-7 两年服务群众超过10万人次 示例青槐街道党群服务中心 100000 人次 2026-11 示例：编造的宣传口径 乘积 示例-5、示例-6
示例-8 培训骨干1000 示例市 1000 - 2026-11 示例：编造的宣传口径 - -
""")
CLAIM_HEADS = _rows("""
编号 表述 对象 数值 单位 日期 来源 算式 取自
""")[0]
