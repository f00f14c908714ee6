"""How many examples hypothesis draws for a test, and from where.

`make test` and CI draw the same ones each time, so that a red build is the change's doing; `make test-long` draws
others each time, and ten times as many. A test says what it needs for the first: `@examples(15)`.
"""

from hypothesis import HealthCheck, settings

# Examples share their fixtures (each rolls back what it wrote), and no test may depend on timing.
_EASY = settings(deadline=None, suppress_health_check=list(HealthCheck))
REPEATABLE = settings(_EASY, max_examples=100, derandomize=True, database=None)
RANDOM = settings(_EASY, max_examples=1_000, print_blob=True)


def examples(repeatable: int) -> settings:
    """So many examples in `make test`, as many times more in `make test-long` as its profile has more."""
    return settings(max_examples=repeatable * settings().max_examples // REPEATABLE.max_examples)
