"""Links made before lead to the same experiment, in the same view, with the same numbers.

tests/data/old_links.json has them, each with what it led to when it was written down. A link more
is its page and query there; `python -m tests.components.lab.test_old_links` then adds what it
leads to, and leaves all others as they are: what an old link once meant is not written anew. One
exception: a mistake more changes the orders (mistakes_address.order), and so what a place in one
is.
"""

import dataclasses
import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest

from components.lab import link as address
from components.mistakes import link as mistakes_address
from components.modules import link as modules_address
from components.session.view import SWITCHES, View
from components.views import comparison
from models.datasets import load
from models.experiment import SETTINGS, Dropped, Experiment
from models.mistakes import MISTAKES, right_run, wrong_run
from models.modules.layer import trace
from models.run import Run
from models.training import train
from tools.serve import ROOT

Link = dict[str, Any]
PATH = ROOT / "tests" / "data" / "old_links.json"
LINKS: list[Link] = json.loads(PATH.read_text(encoding="utf-8"))
# Another build of torch adds up in another order: a float64 differs then in its last digits, and a
# float32, of which there are seven, earlier.
EXACT, ROUNDED = 1e-9, 1e-5


def led_to(link: Link) -> Link:
    """What a link leads to: the link as the page writes it, the view, what was dropped of it with
    the reasons, and numbers of what is seen."""
    query = dict(parse_qsl(link["query"], keep_blank_values=True))
    return OF_PAGE[link["page"]](query)


def of_lab(query: dict[str, str]) -> Link:
    experiment, view, dropped = address.read(query)
    return {
        "link": experiment.to_query() | view.to_query(),
        "view": seen(view),
        "dropped": told(dropped),
        "numbers": numbers_of(experiment),
    }


def of_modules(query: dict[str, str]) -> Link:
    choice, dropped = modules_address.read(query)
    rest = {name: text for name, text in query.items() if name not in modules_address.DEFAULTS}
    experiment, view, more = address.read(rest)
    cell = trace(choice.layer(), choice.input(), choice.row, choice.column)
    return {
        "link": choice.to_query() | experiment.to_query() | view.to_query(),
        "view": seen(view) | {"values": dataclasses.asdict(choice)},
        "dropped": told((*dropped, *more)),
        "numbers": {
            **numbers_of(experiment),
            "cell": {"precision": "float32", "products": cell.products.tolist()}
            | {"outputs": [cell.output]},
        },
    }


def of_mistakes(query: dict[str, str]) -> Link:
    choice, view, dropped = mistakes_address.read(query)
    mistake = MISTAKES[choice.mistake]
    order = {"mistake": choice.mistake, "find": choice.find, "order": choice.seed}
    return {
        "link": choice.to_query() | view.to_query(),
        "view": seen(view) | order | {"place": choice.number},
        "dropped": told(dropped),
        "numbers": {
            "right": numbers_in(right_run(mistake).run),
            "mistake": numbers_in(wrong_run(mistake).run),
        },
    }


OF_PAGE: dict[str, Callable[[dict[str, str]], Link]] = {
    "lab": of_lab,
    "modules": of_modules,
    "mistakes": of_mistakes,
}


def seen(view: View) -> Link:
    """The step, the call within it, the plane, how large all is, and how each switch stands."""
    return {
        "step": view.step,
        "phase": view.phase,
        "plane": list(view.plane),
        "size": view.size,
        "switches": {name: view.is_on(name) for name in SWITCHES},
    }


def told(dropped: Iterable[Dropped]) -> list[list[str]]:
    """Key, label and reason of each part that was not used; the order means nothing."""
    return sorted([part.key, part.label, part.reason] for part in dropped)


def numbers_of(experiment: Experiment) -> Link:
    """The numbers of its run, or why there is none."""
    try:
        return {"run": numbers_in(train(experiment, load(experiment)))}
    except ValueError as error:
        return {"refused": str(error)}


def numbers_in(run: Run) -> Link:
    """How long it is and how it ended, and where it was at its first and its last step."""
    ends = [0, -1]
    held = run.validation_loss
    return {
        "precision": run.experiment.precision,
        "steps": run.steps,
        "diverged_at": run.diverged_at,
        "parameters": run.params[ends].tolist(),
        "losses": run.train_loss[ends].tolist(),
        "held_out": [] if held is None else held[ends].tolist(),
    }


def differing(old: Link, new: Link) -> list[str]:
    """What of some numbers is another one: names, and for a float what it was and is."""
    close = EXACT if old.get("precision") == "float64" else ROUNDED
    said = [f"{name}: there or not" for name in sorted(old.keys() ^ new.keys())]
    for name in (name for name in old if name in new):
        one, two = old[name], new[name]
        if isinstance(one, dict):
            said += [f"{name}.{each}" for each in differing(one, two)]
        elif isinstance(one, list):
            if not alike(np.array(one), np.array(two), close):
                said.append(f"{name}: {one} → {two}")
        elif one != two:
            said.append(f"{name}: {one!r} → {two!r}")
    return said


def held(now: Link, then: Link) -> Link:
    """Of what is now, what there was then: a switch more that stands as at first is no change."""
    kept = {name: now[name] for name in then if name in now}
    return {n: held(now[n], then[n]) if isinstance(then[n], dict) else now[n] for n in kept}


def alike(one: np.ndarray, two: np.ndarray, close: float) -> bool:
    """Whether the numbers are the same to so many digits of the largest of them."""
    largest = np.abs(one).max(initial=0.0)
    return one.shape == two.shape and np.allclose(two, one, rtol=close, atol=close * largest)


@pytest.mark.parametrize("link", [pytest.param(x, id=f"{x['page']}?{x['query']}") for x in LINKS])
def test_an_old_link_leads_to_what_it_led_to(link: Link) -> None:
    now = led_to(link)
    assert now["link"] == link["link"]
    assert held(now["view"], link["view"]) == link["view"]
    assert now["dropped"] == link["dropped"]
    assert differing(link["numbers"], now["numbers"]) == []


@pytest.mark.parametrize("link", [pytest.param(x, id=f"{x['page']}?{x['query']}") for x in LINKS])
def test_the_link_that_an_old_one_became_leads_there_too(link: Link) -> None:
    """What the address bar then says is a link as well, of which nothing is dropped."""
    read = mistakes_address.read if link["page"] == "mistakes" else address.read
    _, view, dropped = read(without_modules(link["link"]))
    assert dropped == ()
    assert held(seen(view), link["view"]).items() <= link["view"].items()


def without_modules(query: dict[str, str]) -> dict[str, str]:
    """The lab's part of a link to the page Modules."""
    return {name: text for name, text in query.items() if name not in modules_address.DEFAULTS}


def test_there_are_old_links_of_every_page() -> None:
    pages = [link["page"] for link in LINKS]
    assert len(LINKS) >= 60
    assert min(map(pages.count, OF_PAGE)) >= 10


def unsaid(links: list[Link]) -> set[str]:
    """Page and name of each part that there is now, and that no link says in a way that is used."""
    names = {
        "lab": {*SETTINGS, "step", "phase", "plane", "size", *SWITCHES},
        "modules": {*modules_address.DEFAULTS},
        "mistakes": {*mistakes_address.SETTINGS, "size", *comparison.SWITCHES},
    }
    for link in links:
        said = {name for name, _ in parse_qsl(link["query"], keep_blank_values=True)}
        names[link["page"]] -= said - {key for key, *_ in link["dropped"]}
    return {f"{page}: {name}" for page, left in names.items() for name in left}


def main() -> None:
    """Write down what each link leads to of which that is not known yet."""
    links = [link if "link" in link else link | led_to(link) for link in LINKS]
    lines = ",\n".join(json.dumps(link, ensure_ascii=False) for link in links)
    PATH.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(
        f"{len(links)} links, which leave unsaid: {', '.join(sorted(unsaid(links))) or 'nothing'}"
    )


if __name__ == "__main__":
    main()
