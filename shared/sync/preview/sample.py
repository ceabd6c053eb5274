"""Which records are shown of many, and how many stand behind those that were looked at. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from shared.sync.preview.rehearsal import Action, Foreseen

ACTIONS: tuple[Action, ...] = get_args(Action)
SHARES: Mapping[Action, int] = {
    "problem": 15,
    "update": 12,
    "create": 10,
    "excluded": 8,
    "none": 5,
}
"""Of fifty places; those that an action does not need go to the others, in this order."""


def sample_of(seen: Iterable[Foreseen], most: int) -> list[Foreseen]:
    """At most `most`, problems first, of each action something, of each reason something. The
    same for the same records, in whatever order they come."""
    by_action: dict[Action, list[Foreseen]] = {action: [] for action in ACTIONS}
    for one in seen:
        by_action[one.action].append(one)
    queues = {action: _by_turns(found) for action, found in by_action.items()}
    of = sum(SHARES.values())
    taken = {action: min(len(queues[action]), SHARES[action] * most // of) for action in ACTIONS}
    for action in ACTIONS:
        spare = most - sum(taken.values())
        taken[action] += min(spare, len(queues[action]) - taken[action])
    return [one for action in ACTIONS for one in queues[action][: taken[action]]]


def _by_turns(seen: Sequence[Foreseen]) -> list[Foreseen]:
    """One of each reason, then a second of each, and so on."""
    turn: Counter[str] = Counter()
    placed: list[tuple[int, str, Foreseen]] = []
    for one in sorted(seen, key=_identity):
        code = one.because.code if one.because is not None else ""
        turn[code] += 1
        placed.append((turn[code], code, one))
    placed.sort(key=lambda item: item[:2])
    return [one for _, _, one in placed]


def _identity(one: Foreseen) -> tuple[str, str]:
    return (one.record_id or "", one.contact_id or "")


def scaled(
    certain: Iterable[tuple[Action, float]],
    looked_at: Iterable[tuple[Action, float]],
    in_question: float,
) -> dict[Action, int]:
    """How many records there are of each action. `certain` and `looked_at` are records with the
    number that each stands for; those `in_question` are taken to be like those looked at."""
    sums: defaultdict[Action, float] = defaultdict(float)
    for action, weight in looked_at:
        sums[action] += weight
    seen = sum(sums.values())
    factor = in_question / seen if seen else 0.0
    counts = {action: sums[action] * factor for action in ACTIONS}
    for action, weight in certain:
        counts[action] += weight
    return {action: round(count) for action, count in counts.items()}
