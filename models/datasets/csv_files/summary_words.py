"""Words in front of a row that say that it sums up others: total, average, points possible."""

WORDS = {
    "sum": "total totals sum subtotal sub-total summe gesamt zwischensumme somme suma totale "
    "합계 총계 소계 総計 合计 合計",
    "mean": "average avg avg. mean mittelwert durchschnitt moyenne promedio media 평균 平均",
    "median": "median 중앙값",
    "least": "min minimum 최소",
    "greatest": "max maximum 최대",
    "spread": "std stdev sd 표준편차",
    "count": "count n 개수",
}
STATISTIC_OF = {word: name for name, words in WORDS.items() for word in words.split()}
ALWAYS = {"points possible"}  # what Canvas writes under the names of the columns
LONGEST = 60  # characters of such a label


def is_always(text: str) -> bool:
    """Whether the words alone say that the row is no observation."""
    return " ".join(text.casefold().split()) in ALWAYS


def statistic_of(text: str) -> str:
    """The name of what a label says that its row is, "" where it says nothing of the kind."""
    if len(text) > LONGEST:
        return ""
    words = text.casefold().replace(":", " ").split()
    return next((STATISTIC_OF[w] for w in (words[:1] + words[-1:]) if w in STATISTIC_OF), "")


def sums_up(text: str) -> bool:
    """Whether a label says that its row is no observation; it may be wrong."""
    return bool(statistic_of(text)) or is_always(text)
