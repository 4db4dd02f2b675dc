"""A run that Streamlit has ended, for a newer one or as its visitor left, fails unsaid.

Each message of a visitor begins a new run in a thread of its own, while the one before goes on
until it next looks. On the way to another page the newer one takes away the widgets that the older
one is about to read: what fails there is no fault, and nobody sees its page.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from streamlit.runtime.scriptrunner import StopException, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType


def is_ended() -> bool:
    """Whether Streamlit has told this thread's run to stop; False where no run is."""
    # A context of Streamlit's own tests has no requests.
    requests = getattr(get_script_run_ctx(), "script_requests", None)
    return requests is not None and requests._state is ScriptRequestType.STOP


@contextmanager
def unsaid_where_ended() -> Iterator[None]:
    """What fails in a run that is ended ends it, without a word; any other error goes on."""
    try:
        yield
    except Exception as error:  # whatever failed, nobody sees that page
        if is_ended():
            raise StopException from error
        raise
