"""A visitor without a browser who does anything, in any order: what is seen is what is linked."""

from typing import Any

from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from streamlit.testing.v1 import AppTest

from components import words
from models.experiment import NUMBERS, SETTINGS, Experiment
from models.setting import Choice, Number, Switch
from tests.support import recomputed
from tests.support.lab import WITHOUT_FILE, opened, press, put
from tests.support.linked import link, sent
from tests.support.reading import read_film
from tests.support.strategies import always_the_same, extremes, values

BUTTONS = [words.NEW_SEED, words.RESET]
FEW = {"epochs": st.sampled_from([1, 2, 40]), "samples": st.sampled_from([2, 3, 50])}


def any_value(name: str) -> st.SearchStrategy[Any]:
    """What the setting allows, its ends more often; of what takes long, little."""
    return FEW.get(name, st.one_of(extremes(name), values(name)))


class AnyVisitor(RuleBasedStateMachine):
    """Uses the lab's widgets and buttons, and comes back by links; the page must follow."""

    def __init__(self) -> None:
        super().__init__()
        self.page: AppTest = opened({"epochs": "40"})

    def widgets(self, kind: type) -> list[str]:
        """The settings of this kind that have a widget now."""
        page = self.page
        shown = [page.selectbox, page.button_group, page.number_input, page.toggle]
        keys = {w.key.partition(" ")[0] for group in shown for w in group if w.key}
        return sorted(n for n in keys if n in SETTINGS and isinstance(SETTINGS[n], kind))

    @rule(name=st.sampled_from(WITHOUT_FILE))
    def choose_data(self, name: str) -> None:
        put(self.page, "dataset", name)

    @rule(data=st.data())
    def type_a_number(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self.widgets(Number)))
        put(self.page, name, data.draw(any_value(name)))

    @rule(data=st.data())
    def choose_or_switch(self, data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from([Choice, Switch]))
        name = data.draw(st.sampled_from(self.widgets(kind)))
        value = data.draw(values(name))
        shown = Experiment.from_query(link(self.page))
        assume(name != "learner" or value in shown.options(name))
        put(self.page, name, value)

    @rule(label=st.sampled_from(BUTTONS))
    def press_a_button(self, label: str) -> None:
        press(self.page, label)
        if label == words.RESET:
            assert link(self.page) == {}

    @rule(data=st.data(), step=st.integers(0, 50))
    def follow_a_link(self, data: st.DataObject, step: int) -> None:
        names = data.draw(st.lists(st.sampled_from(sorted(NUMBERS)), max_size=3, unique=True))
        query = {n: SETTINGS[n].write(data.draw(any_value(n))) for n in names}
        for name in list(self.page.query_params):
            del self.page.query_params[name]
        for name, text in (query | {"epochs": "40", "step": str(step)}).items():
            self.page.query_params[name] = text
        self.page.run()

    @rule()
    def do_nothing(self) -> None:
        before = link(self.page)
        self.page.run()
        assert link(self.page) == before

    @invariant()
    def nothing_breaks(self) -> None:
        assert not self.page.exception, self.page.exception

    @precondition(lambda self: not self.page.error)
    @invariant()
    def the_film_is_that_of_the_link(self) -> None:
        query = link(self.page)
        assert Experiment.from_query(query).to_query().items() <= query.items()
        expected = recomputed.of_lab(query)
        if expected.film is None:
            said = [warning.value for warning in self.page.warning]
            assert {words.DATA["still"], words.DATA["nothing"]} & set(said), expected.problem
        else:
            film = read_film(sent(self.page)[1])
            assert film.head["id"] == expected.film.head["id"]


TestAnyVisitor = AnyVisitor.TestCase
TestAnyVisitor.settings = settings(always_the_same, max_examples=10, stateful_step_count=8)
