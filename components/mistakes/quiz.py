"""What became of "Find the mistake": the guesses so far, and how many mistakes were found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Quiz:
    """A round of questions, one order of the mistakes long.

    guesses: mistake → what it was taken for, in turn, each once. revealed: those whose answer was
    asked for before it was found.
    """

    guesses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    revealed: frozenset[str] = frozenset()

    def guess(self, mistake: str, guess: str) -> Quiz:
        """The round after a guess; one that was made before, or comes too late, changes nothing."""
        before = self.guesses.get(mistake, ())
        if guess in before or self.is_told(mistake):
            return self
        return replace(self, guesses={**self.guesses, mistake: (*before, guess)})

    def reveal(self, mistake: str) -> Quiz:
        """The round after the answer was asked for."""
        if self.is_found(mistake):
            return self
        return replace(self, revealed=self.revealed | {mistake})

    def last(self, mistake: str) -> str | None:
        """What the mistake was last taken for."""
        return self.guesses.get(mistake, (None,))[-1]

    def is_found(self, mistake: str) -> bool:
        """Whether it was taken for what it is."""
        return mistake in self.guesses.get(mistake, ())

    def is_told(self, mistake: str) -> bool:
        """Whether its answer is known: found, or revealed."""
        return mistake in self.revealed or self.is_found(mistake)

    @property
    def found(self) -> int:
        """How many mistakes were found."""
        return sum(map(self.is_found, self.guesses))

    @property
    def at_first(self) -> int:
        """How many were found with the first guess."""
        return sum(guesses[0] == mistake for mistake, guesses in self.guesses.items())
