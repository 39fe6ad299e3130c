"""Opening hours as bureaus and OpenStreetMap write them: read to the last word or not at all."""

from __future__ import annotations

import pytest

from circles.opening_hours import TIMES, hours_read, open_at

READ = {
    # text: (Monday, Saturday, Sunday) in hours of the clock, None where nothing is said of the day
    "周一至周五 8:30-12:00 14:00-17:30": ("8:30-12:00 14:00-17:30", "", ""),
    "周一至周五：上午８：３０—１２：００，下午２：３０—５：３０（法定节假日除外）": ("8:30-12:00 14:30-17:30", "", ""),
    "每天 9:00—21:00": ("9:00-21:00", "9:00-21:00", "9:00-21:00"),
    "工作日8:30至17:30；周末9:00至16:00": ("8:30-17:30", "9:00-16:00", "9:00-16:00"),
    "8:30-17:30，周末及节假日 9:00-16:00": ("8:30-17:30", "9:00-16:00", "9:00-16:00"),
    "星期一至星期六8点半~20点": ("8:30-20:00", "8:30-20:00", ""),
    "周一至五 9:00-17:00": ("9:00-17:00", "", ""),
    "周一、三、六 9:00-11:30": ("9:00-11:30", "9:00-11:30", ""),
    "周六日9:00-16:00": ("", "9:00-16:00", "9:00-16:00"),
    "9:00-17:00（周一闭馆）": ("", "9:00-17:00", "9:00-17:00"),
    "8:30-17:30（周末休息）": ("8:30-17:30", "", ""),
    "8:30-17:30": ("8:30-17:30", None, None),
    "8:30-17:30（工作日）": ("8:30-17:30", "", ""),
    "全天": ("0:00-24:00", "0:00-24:00", "0:00-24:00"),
    "24小时开放": ("0:00-24:00", "0:00-24:00", "0:00-24:00"),
    "24/7": ("0:00-24:00", "0:00-24:00", "0:00-24:00"),
    "Mo-Fr 08:00-18:00; Sa 09:00-12:00": ("8:00-18:00", "9:00-12:00", ""),
    "Mo-Su 09:00-18:00; Su,PH off": ("9:00-18:00", "9:00-18:00", ""),
    "Mo-Fr 18:00-02:00": ("18:00-24:00", "0:00-2:00", ""),
    "Mon-Fri 9:00 am - 5:30 pm, Sat 9am-12pm": ("9:00-17:30", "9:00-12:00", ""),
    "周一至周五8:30-12:00；周一至周五14:00-17:30": ("8:30-12:00 14:00-17:30", "", ""),
}
NOT_READ = (
    *("", "待定", "见公告", "预约开放", "朝九晚五", "每天开放", "工作日", "闭馆"),
    "夏季 8:00-18:00，冬季 8:30-17:30",
    "节假日 9:00-12:00",
    *("8:30-", "8:30", "25:00-26:00", "9:60-10:00", "9:00-9:00", "9-17"),
    *("9:00-5:00", "上午9:00-5:00"),
    "Mo-We 08:00-12:00; We-Fr 09:00-10:00",
    *('Mo-Fr 08:00-18:00 "by appointment"', "Jan-Mar 08:00-18:00", "sunrise-sunset"),
)
AT = {
    # text: on weekdays, in the evening, at weekends
    "周一至周五 9:00-17:30": ("open", "closed", "closed"),
    "周一至周六 9:00-19:00": ("open", "open", "some days"),
    "周一至周日 9:00-18:59": ("open", "closed", "open"),
    "周二至周日 9:00-21:00": ("some days", "some days", "open"),
    "8:30-17:30": ("open", "closed", "unknown"),
    "周一至周五 17:30-18:30": ("closed", "closed", "closed"),
    "全天": ("open", "open", "open"),
    "另行通知": ("unknown", "unknown", "unknown"),
}


def spans(text: str | None) -> tuple[tuple[int, int], ...] | None:
    if text is None:
        return None
    clock = [[part.split(":") for part in span.split("-")] for span in text.split()]
    found = [tuple(int(hour) * 60 + int(minute) for hour, minute in span) for span in clock]
    return tuple((begin, end) for begin, end in found)


@pytest.mark.parametrize(("text", "days"), READ.items())
def test_hours_are_read_as_they_are_written(text: str, days: tuple[str | None, ...]) -> None:
    week = hours_read(text)
    assert week is not None
    assert (week[0], week[5], week[6]) == tuple(map(spans, days))


@pytest.mark.parametrize("text", NOT_READ)
def test_what_is_not_understood_to_the_last_word_is_not_read(text: str) -> None:
    assert hours_read(text) is None


@pytest.mark.parametrize(("text", "states"), AT.items())
def test_an_hour_on_end_on_every_day_makes_a_time_open(text: str, states: tuple[str, ...]) -> None:
    assert tuple(open_at(hours_read(text), time) for time in TIMES) == states
