"""What a write turned out to be."""

import pytest

from shared.mapping.values import Canonical
from shared.sync.settle import Settled, settle


@pytest.mark.parametrize(
    ("before", "meant", "after", "expected"),
    [
        pytest.param("a", "b", "b", Settled.AGREED, id="taken"),
        pytest.param("a", "b", "a", Settled.NOT_TAKEN, id="ignored"),
        pytest.param(None, "b", None, Settled.NOT_TAKEN, id="ignored on a blank"),
        pytest.param("a", None, None, Settled.AGREED, id="cleared"),
        pytest.param("a", None, "a", Settled.NOT_TAKEN, id="clearing ignored"),
        pytest.param("a", "b ", "b", Settled.CHANGED_SINCE, id="kept in another form"),
        pytest.param("b", "b ", "b", Settled.CHANGED_SINCE, id="a blank that is not kept"),
        pytest.param(None, "  ", None, Settled.CHANGED_SINCE, id="nothing but blanks"),
        pytest.param("a\nb", "a\r\nb", "a\nb", Settled.CHANGED_SINCE, id="its own line ends"),
        pytest.param("a b", "a  b", "a b", Settled.NOT_TAKEN, id="blanks within ignored"),
        pytest.param(True, False, True, Settled.NOT_TAKEN, id="a box left ticked"),
        pytest.param("a", "b", "c", Settled.CHANGED_SINCE, id="changed by a rule there"),
    ],
)
def test_a_write_is_judged_by_what_stands_there_afterwards(
    before: Canonical, meant: Canonical, after: Canonical, expected: Settled
) -> None:
    assert settle("field:1", before, meant, after) is expected
