"""What must hold of the page whatever a visitor has done: it is alive, and its numbers are true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from components import words
from components.style import number
from models.datasets import Dataset
from models.experiment import NUMBERS, Experiment
from models.modules.layer import LayerExample, trace
from tests.browser import rows_and_cards
from tests.browser.seen import Seen
from tests.support import recomputed
from tests.support.reading import Film, filled, numbers_in, written
from tests.support.recomputed import Expected, OwnFile, latest_known

LABELS = {"learning_rate": words.EXACT_RATE}  # of a field that is not named as its setting


def wrong(seen: Seen, own: OwnFile | None = None) -> list[str]:
    """What is not as it must be, in words; empty where all is well.

    own: the file of the visitor's that the session holds.
    """
    return [
        *(f"an exception: {text}" for text in seen["exceptions"]),
        *_unsaid(seen),
        *_of_page(seen, own),
    ]


def _unsaid(seen: Seen) -> Iterator[str]:
    """No number field is empty without a word about it."""
    if not seen["alerts"]:
        yield from (f"{field}: empty, unsaid" for field, text in seen["fields"].items() if not text)


def _of_page(seen: Seen, own: OwnFile | None) -> Iterator[str]:
    match seen["path"]:
        case "modules":
            yield from _wrong_of_modules(seen)
        case "mistakes":
            yield from _wrong_of_player(seen, recomputed.of_mistakes(seen["query"]))
        case _:
            expected = recomputed.of_lab(seen["query"], own)
            yield from _wrong_of_player(seen, expected)
            yield from _wrong_of_sidebar(seen, expected)
            yield from _wrong_of_descent(seen, expected)


def _wrong_of_player(seen: Seen, expected: Expected) -> Iterator[str]:
    """The film is that of the address, and each number of the player is the film's at its step."""
    shown = seen["player"]
    if expected.problem:
        said = seen["sidebar"] + seen["words"]
        if expected.problem not in said or not any(text in said for text in said_of_none()):
            yield f"there is no such run ({expected.problem}), and the page does not say so"
        return
    if expected.film is None:  # a file that nobody knows
        return
    if shown is None:
        yield "there is no player"
        return
    film, step = expected.film, int(shown["step"])
    if shown["film"] != film.head["id"]:
        yield f"another film than that of the address: {shown['film']}, not {film.head['id']}"
        return
    if shown["verdict"] != film.head["verdict"]["text"]:
        yield f"verdict {shown['verdict']!r}, not {film.head['verdict']['text']!r}"
    for readout in film.head["readouts"]:
        at = latest_known(step, shown["phase"], readout["known_at"])
        text, said = _value(film, readout["series"], at), shown["readouts"].get(readout["series"])
        if said != text:
            yield f"{readout['series']} at step {step} ({shown['phase']}): {said}, not {text}"
    yield from rows_and_cards.wrong_rows(seen, film, step, shown["phase"])
    if film.head["inside"] and shown["phase"]:
        yield from rows_and_cards.wrong_terms(seen, film, step, shown["phase"])
    for panel in film.head["panels"]:
        at = latest_known(step, shown["phase"], panel["known_at"])
        if at < 0:
            continue
        for kind, template in (("now", panel["now"]), ("said", panel["alternative"])):
            said, text = shown[kind].get(panel["name"]), filled(template, film, at)
            if said != text:
                yield f"{panel['name']}, {kind}, at step {at}: {said!r}, not {text!r}"


def said_of_none() -> tuple[str, ...]:
    """The sentences by which the page says that the data determine no run."""
    return words.DATA["still"], words.DATA["nothing"], words.DATA["awaited"]


def _value(film: Film, series: str, step: int) -> str:
    place = film.head["series"].get(series)
    if place is None or step < 0:
        return "–"
    return number(film.array(place)[step])


def _wrong_of_sidebar(seen: Seen, expected: Expected) -> Iterator[str]:
    """Number fields and slider say what the address says, unless the page explains why not."""
    if seen["alerts"] or expected.experiment is None:
        return
    rate = expected.experiment.learning_rate
    if seen["slider"] and float(seen["slider"]) != float(f"{rate:.8g}"):
        yield f"the slider stands at {seen['slider']}, the address says {rate}"
    for name, setting in NUMBERS.items():
        text = seen["fields"].get(LABELS.get(name, setting.label))
        value = getattr(expected.experiment, name)
        if text and float(text) != float(f"{value:.8g}"):
            yield f"the field {setting.label} says {text}, the address {value}"


def _wrong_of_descent(seen: Seen, expected: Expected) -> Iterator[str]:
    """Parameters and loss are those of gradient descent in plain NumPy, as far as float32 goes."""
    film, shown = expected.film, seen["player"]
    experiment, data = expected.experiment, expected.data
    if film is None or experiment is None or data is None or shown is None:
        return
    yield from differs_from_descent(film, experiment, data, int(shown["step"]))


def differs_from_descent(
    film: Film, experiment: Experiment, data: Dataset, step: int
) -> Iterator[str]:
    """Where the film's parameters and loss at a step are not those of plain gradient descent."""
    params, losses = recomputed.descended(experiment, data)
    if step >= len(losses):
        return
    single = experiment.precision == "float32" and experiment.learner != "by_moments"
    scale = np.abs(params[: step + 1]).max() + 1
    slack = (1e-3 if single else 1e-7) * scale
    for name, column in (("theta_0", 0), (f"theta_{params.shape[1] - 1}", params.shape[1] - 1)):
        place = film.head["series"].get(name)
        if place is None:
            continue
        found = film.array(place)[step]
        if abs(found - params[step, column]) > slack:
            yield f"{name} at step {step}: {found}, by plain descent {params[step, column]}"
    found = film.array(film.head["series"]["loss"])[step]
    bound = (1e-2 if single else 1e-6) * losses[step] + (1e-5 if single else 1e-12) * losses[0]
    if abs(found - losses[step]) > bound:
        yield f"loss at step {step}: {found}, by plain descent {losses[step]}"


def _wrong_of_modules(seen: Seen) -> Iterator[str]:
    """The traced output is Σ x·W + b, by NumPy, of the layer that the address spells."""
    query = seen["query"]
    names = ("in_features", "out_features", "batch", "layer_seed")
    try:
        given: dict[str, Any] = {name: int(query[name]) for name in names if name in query}
        example = LayerExample(**given, layer_bias=query.get("layer_bias") != "false")
    except ValueError as error:
        yield f"the address holds what cannot be used: {error}"
        return
    row, column = int(query.get("row", 0)), int(query.get("column", 0))
    table = next((t for t in seen["tables"] if t and f"W[k, {column}]" in t[0]), None)
    if table is None or f"x[{row}, k]" not in table[0]:
        yield f"no table of output {row}, {column}: {[t[0] for t in seen['tables'] if t]}"
        return
    x, layer = example.input().numpy(), example.layer()
    output = x[row].astype(float) @ layer.weight.detach().numpy()[:, column].astype(float)
    if layer.bias is not None:
        output += layer.bias.detach().numpy()[column].astype(float)
    (said,) = numbers_in(table[-1][-1])
    if said != written(trace(layer, example.input(), row, column).output):
        yield f"output {row}, {column} is said to be {said}"
    if abs(said - output) > 1e-3 * (1 + abs(output)):
        yield f"output {row}, {column} is said to be {said}, by NumPy {output}"
