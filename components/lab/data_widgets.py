"""The sidebar's part about data: one's own file, the choice of columns, and very many rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile

from components import words
from components.lab import state
from components.session import upload_refusals, uploaded_file
from components.session.uploaded_file import OwnFile
from components.views import labels as names_of
from models.datasets import DATASETS, DataError
from models.datasets.bundled import chosen_columns, columns_of
from models.datasets.class_labels import NoClassesError, has_two_values
from models.datasets.csv_files import ENCODINGS, ColumnInfo, TableRead
from models.datasets.dataset import Dataset
from models.experiment import SETTINGS, Experiment
from models.setting import Text, is_plain

WORDS = words.DATA
UPLOAD, PASTE, ENCODING = "own_upload", "own_paste", "own_encoding"
PASTING = "own_pasting"  # whether the box to paste into is open
SUMMARIES = "own_summaries"
TARGET, FEATURES = "own_target", "own_features"
MOST_SHOWN = 100  # rows of the preview
MOST_GREYED = 6  # columns that cannot be used, told without being asked
MANY_ROWS = 100_000  # from here on, looking at each of them at each step takes its time
FILE = Text("File")


def show(experiment: Experiment) -> None:
    """The widgets that no setting makes by itself: the choice of columns, and of a file's what was
    understood of it."""
    kind = DATASETS[experiment.dataset]
    if kind.needs_file:
        own = uploaded_file.present()
        if own is not None and own.table is not None and own.name == experiment.file:
            table = own.table
            target = experiment.target or table.default_target()
            features = experiment.features or table.default_features()
            words_only = table.of_classes()
            columns = (table.usable(), target, features, table.digest[:8])
            _columns(*columns, words_only=words_only, level_only=table.constant())
            _greyed([_why(c) for c in table.columns if c.problem])
            _understood(own, table, experiment)
    elif names := columns_of(experiment.dataset):
        try:
            target, features = chosen_columns(
                experiment.dataset, experiment.target, experiment.features, experiment.quartet
            )
        except DataError:  # which the page says elsewhere
            target, features = "", ()
        _columns(names, target, features, experiment.dataset, "target" in kind.settings)


def _choose(target: str = "", features: Sequence[str] = (), is_words: bool = False) -> None:
    """These columns; "" and (): what the table proposes.

    Another target is a number at first, unless it is of two words.
    """
    if target != state.lab.value.target:
        state.set_widget("learn", "class" if is_words else "number")
    state.set_widget("target", target)
    state.set_widget("features", tuple(features))
    state.from_page()


def read_what_was_brought() -> None:
    """Read a file that was chosen or pasted; a newer message interrupts it."""
    uploaded_file.read_what_was_brought(_keep_or_propose)


def _keep_or_propose(own: OwnFile) -> None:
    """The columns that the experiment names, where the file has them; else what it proposes."""
    if own.table is None:  # the next file, or the next encoding, may have them
        return
    try:
        own.chosen(state.lab.value)
    except NoClassesError:  # they are there; the page says what can be learned of the target
        pass
    except DataError:
        _choose()


def choose_file() -> None:
    """Upload or paste; and in which encoding it is to be read."""

    def take(name: str, data: bytes) -> None:
        name = plain_name(name)
        state.set_widget("file", name)
        uploaded_file.leave_to_be_read(name, data)

    def pasted() -> None:
        if text := st.session_state[PASTE]:
            upload_refusals.forget()
            take(WORDS["pasted"], text.encode())
            st.session_state[PASTING] = False
        state.from_page()

    def decoded() -> None:
        if own := uploaded_file.present():
            how = {"encoding": st.session_state[ENCODING], "with_summaries": own.with_summaries}
            uploaded_file.leave_to_be_read(own.name, own.data, **how)
        state.from_page()

    def summed_up() -> None:
        if own := uploaded_file.present():
            how = {"encoding": own.encoding, "with_summaries": st.session_state[SUMMARIES]}
            uploaded_file.leave_to_be_read(own.name, own.data, **how)
        state.from_page()

    with st.empty():
        if _shows_what_is_gone(_upload(take)):
            upload_refusals.make_anew()
            _upload(take)
    upload_refusals.show()
    with st.popover(WORDS["paste"], width="stretch", key=PASTING, on_change="rerun"):
        st.text_area(
            WORDS["paste_label"],
            key=PASTE,
            on_change=pasted,
            height=200,
            max_chars=words.MOST_PASTED,
        )
        st.button(WORDS["use_pasted"], on_click=pasted, type="primary", width="stretch")
    own = uploaded_file.present()
    if own is None:
        return
    _left_out(own, state.lab.value)
    if st.session_state.get(ENCODING) not in ENCODINGS:
        st.session_state[ENCODING] = own.encoding
    st.selectbox(
        WORDS["encoding"],
        list(ENCODINGS),
        format_func=ENCODINGS.__getitem__,
        key=ENCODING,
        on_change=decoded,
        help=WORDS["encoding_help"],
    )
    if own.with_summaries or (own.table is not None and own.table.summaries):
        st.session_state[SUMMARIES] = own.with_summaries
        st.toggle(
            WORDS["summaries"], key=SUMMARIES, on_change=summed_up, help=WORDS["summaries_help"]
        )


def _upload(take: Callable[[str, bytes], None]) -> str:
    """The uploader, in its present edition, which is returned; `take` is given a file's name and
    bytes."""
    edition, most = upload_refusals.edition(), uploaded_file.largest_megabytes()
    key = f"{UPLOAD} {edition}" if edition else UPLOAD

    def uploaded() -> None:
        file = st.session_state[key]
        if isinstance(file, UploadedFile):  # not one that is gone, as after a restart of the server
            upload_refusals.forget()
            take(file.name, file.getvalue())
        state.from_page()

    st.file_uploader(
        WORDS["upload"].format(most=most),
        key=key,
        on_change=uploaded,
        max_upload_size=most,
        help=WORDS["upload_help"],
    )
    return key


def _shows_what_is_gone(upload: str) -> bool:
    """Whether the browser still tells of a file that the server has lost, as after a restart."""
    return isinstance(st.session_state[upload], DeletedFile) and uploaded_file.present() is None


def _left_out(own: OwnFile, experiment: Experiment) -> None:
    """How much of the file is not used, where anything is: beside the file, in numbers alone."""
    if own.table is None or own.name != experiment.file:
        return
    table = own.table
    targets = {*table.of_classes(), *table.constant()}  # of which each can still be one
    unusable = sum(bool(c.problem) and c.name not in targets for c in table.columns)
    try:
        rows = own.chosen(experiment).left_out
    except DataError:  # which the page says elsewhere
        rows = 0
    parts = []
    if rows:
        parts.append(WORDS["rows_out"].format(out=f"{rows:,}", rows=f"{table.rows:,}"))
    if unusable:
        columns = f"{len(table.columns):,}"
        parts.append(WORDS["columns_out"].format(out=f"{unusable:,}", columns=columns))
    if parts:
        st.caption(WORDS["left_out"].format(parts=", ".join(parts)))


def _columns(
    names: Sequence[str],
    target: str,
    features: Sequence[str],
    key: str,
    has_choice: bool = True,
    words_only: Sequence[str] = (),
    level_only: Sequence[str] = (),
) -> None:
    """Which column is predicted, and from which. The last feature cannot be taken away.

    has_choice: whether another target can be chosen. words_only: columns of two words, which can
    be targets too, and are learned as classes then. level_only: those whose values are all equal,
    which can be targets too, and are offered where there is no other.
    """
    targets = (*names, *words_only)
    if target in level_only or len(targets) < 2:
        targets = (*targets, *level_only)
    target_key, features_key = f"{TARGET} {key}", f"{FEATURES} {key}"
    st.session_state[target_key] = target if target in targets else None
    others = [name for name in names if name != target]
    st.session_state[features_key] = [name for name in features if name in others]

    def chosen() -> None:
        new_target = st.session_state[target_key] or target
        kept = [name for name in st.session_state[features_key] if name != new_target]
        is_words = new_target in words_only
        kept = kept or [name for name in names if name != new_target][:1]
        _choose(new_target if has_choice else "", kept, is_words)

    if has_choice:
        st.selectbox(SETTINGS["target"].label, targets, key=target_key, on_change=chosen)
    st.multiselect(
        SETTINGS["features"].label, others, key=features_key, on_change=chosen, max_selections=50
    )


def offers_a_class(experiment: Experiment, dataset: Dataset | None) -> bool:
    """Whether there is a choice: the target has two values, or a class was asked for."""
    if "learn" not in DATASETS[experiment.dataset].settings:
        return False
    own, is_words = uploaded_file.present(), False
    if DATASETS[experiment.dataset].needs_file and own is not None and own.table is not None:
        table = own.table
        is_words = (experiment.target or table.default_target()) in table.of_classes()
    has_two = dataset is not None and has_two_values(dataset.y)
    return experiment.learn == "class" or is_words or has_two


def name_labels(dataset: Dataset) -> None:
    """What the labels 0 and 1 stand for: as text, for they may be a stranger's words."""
    zero, one = names_of.classes(dataset)
    if (zero, one) != ("0", "1"):
        with st.container(key="labels"):
            st.text(WORDS["labels"].format(zero=zero, one=one))


def _why(column: ColumnInfo) -> str:
    """Why a column cannot be chosen, or as a target alone."""
    if not column.classes:
        return f"{column.name}: {column.problem}"
    zero, one = column.classes
    return WORDS["two_words"].format(name=column.name, zero=zero, one=one)


def _greyed(unusable: Sequence[str]) -> None:
    """The columns that cannot be chosen, each with its reason, below those that can be."""
    if not unusable:
        return
    with st.container(key="unusable"):
        st.text(WORDS["unusable"])
        st.text("\n".join(unusable[:MOST_GREYED]))
        if len(unusable) > MOST_GREYED:
            with st.expander(WORDS["more_unusable"].format(more=len(unusable) - MOST_GREYED)):
                st.text("\n".join(unusable[MOST_GREYED:]))


def _understood(own: OwnFile, table: TableRead, experiment: Experiment) -> None:
    """What was read of the file, and what was not: as text, for it holds a stranger's words."""
    title = WORDS["understood"].format(rows=f"{table.rows:,}")
    with st.container(key="understood"), st.expander(title):
        sentences = [
            WORDS["read_as"].format(
                encoding=ENCODINGS.get(table.encoding, table.encoding),
                delimiter=WORDS["delimiters"].get(table.delimiter, table.delimiter),
                decimal=table.decimal,
                header=WORDS["header"] if table.has_header else WORDS["no_header"],
            )
        ]
        try:
            chosen = own.chosen(experiment)
            left_out, why = chosen.left_out, chosen.why
        except DataError as error:
            left_out, why = 0, str(error)
        kept = f"{table.rows - left_out:,}"
        sentences.append(WORDS["rows"].format(kept=kept, rows=f"{table.rows:,}"))
        sentences += [why] if why else []
        sentences += table.notes
        for sentence in sentences:
            st.text(sentence)
        usable = [column for column in table.columns if not column.problem]
        st.dataframe({column.name: column.numbers[:MOST_SHOWN] for column in usable}, height=200)


def propose(experiment: Experiment, rows: int) -> None:
    """Where the rows are many, say that there is a faster way; never take it unasked."""
    by_rows = experiment.task != "regression"  # there, nothing else will do
    if rows < MANY_ROWS or by_rows or experiment.learner == "by_moments":
        return

    def take() -> None:
        state.set_widget("learner", "by_moments")
        state.from_page()

    st.caption(WORDS["propose"].format(rows=f"{rows:,}"))
    st.button(WORDS["by_moments"], on_click=take, width="stretch")


def plain_name(name: str) -> str:
    """A file's name as the experiment may hold it: one line, no signs that nobody sees."""
    return "".join(c for c in name if is_plain(c))[-FILE.longest :] or WORDS["nameless"]
