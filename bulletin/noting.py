"""What reading a text took out of it, and what its writer should know."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Notes:
    """Counts by kind of what was taken out, the words that went with it, and sentences for the writer."""

    removed: Counter[str] = field(default_factory=Counter)
    words: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def took(self, kind: str, words: str = "") -> None:
        """Something of this kind was taken out, with these words of the text."""
        self.removed[kind] += 1
        if words.strip():
            self.words.append(words)

    def warn(self, sentence: str) -> None:
        """Say it once."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)
