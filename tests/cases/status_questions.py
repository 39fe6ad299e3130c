"""What the headers of status columns ask, and whether a yes then means open."""

from __future__ import annotations

QUESTIONS = {
    "是否启用": True,
    "是否投用": True,
    "是否已投入使用": True,
    "是否开放": True,
    "是否正常运营": True,
    "是否在用": True,
    "是否已建成": True,
    "目前是否开放": True,
    "能否使用": True,
    "投用与否": True,
    "启用（是/否）": True,
    "is_open": True,
    "是否关闭": False,
    "是否停用": False,
    "是否已拆除": False,
    "是否撤并": False,
    "是否在建": False,
    "是否未启用": False,
}
