"""What tests of several folders share: the lexicon of the repository's own seeds, read once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from fugong.lexicon import Lexicon, load_lexicon
from fugong.mentions.scan import Scanner

# How long an example takes says nothing on a machine that others share: the first one pays for imports and tables.
# A change is judged by the same examples as the one before it; `make explore` looks for new ones.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile("steady")

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon(SEEDS)


@pytest.fixture(scope="session")
def scanner(lexicon: Lexicon) -> Scanner:
    return Scanner(lexicon)
