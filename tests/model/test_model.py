"""The whole engine in random histories, told in a process of their own: see `__main__`."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.model.sabotage import SABOTAGE

ROOT = Path(__file__).parents[2]
LIMIT_SECONDS = 280
ABOUT_CONSENT = ("--about-consent", "--no-shrink", "--seed", "13")
"""A seed in whose first histories people do the one and the other half of giving consent again."""


def told(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.model", *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )


def test_every_law_holds_in_ten_thousand_steps() -> None:
    with ThreadPoolExecutor(2) as processes:
        results = processes.map(
            lambda seed: told("--seed", seed, "--steps", "5000", "--no-shrink"), ("1", "2")
        )
    for result in results:
        assert result.returncode == 0, result.stdout[-20_000:] + result.stderr


def test_nobody_who_opted_out_is_mailed_again_through_a_sync() -> None:
    """In histories that begin with people who opted out on one side long ago, and in which they opt
    out, come back, change addresses, are deleted and restored, and in which syncing pauses and
    everything is read again, more than anything else."""
    result = told(*ABOUT_CONSENT, "--steps", "1500")
    assert result.returncode == 0, result.stdout[-20_000:] + result.stderr


def test_the_same_seed_gives_the_same_history() -> None:
    first, second = (told("--seed", "3", "--steps", "250", "--tell") for _ in range(2))
    history = first.stdout.splitlines()[:-1]  # the last line tells the time it took
    assert len(history) > 200
    assert second.stdout.splitlines()[:-1] == history


@pytest.mark.parametrize(
    ("how", "law"),
    [
        pytest.param("invents", "invention", id="a value that nobody entered"),
        pytest.param("forgets", "agreement", id="sides that differ"),
        pytest.param("overwrites", "loss", id="a change that is overwritten"),
        pytest.param("mails everybody", "consent", id="an opt-out that is not carried over"),
        pytest.param("claims nothing", "one each", id="two records with one contact"),
    ],
)
def test_the_model_notices(how: str, law: str) -> None:
    _assert_noticed(how, law, "--seed", "5", "--steps", "3000", "--no-shrink")


@pytest.mark.parametrize(
    "how",
    [
        pytest.param("takes flags away", id="a first sync that takes a flag away"),
        pytest.param("believes a list", id="a list joined that ends an opt-out alone"),
    ],
)
def test_histories_about_consent_notice(how: str) -> None:
    _assert_noticed(how, "consent", *ABOUT_CONSENT, "--steps", "1500")


def _assert_noticed(how: str, law: str, *options: str) -> None:
    assert how in SABOTAGE
    result = told(*options, "--sabotage", how)
    assert result.returncode == 1
    assert f": {law}: " in result.stdout.splitlines()[0]
