"""docs/settings.md and local.settings.sample.json say all settings, and say them right."""

import json
import re

from shared.settings import Settings, load_settings
from tests.infra.bicep import INFRA
from tests.infra.test_app_settings import PLATFORM
from tools.settings_document import PAGE, with_table

FIELDS = {field.alias or name: field for name, field in Settings.model_fields.items()}
SAMPLE: dict[str, str] = json.loads((INFRA.parent / "local.settings.sample.json").read_text())[
    "Values"
]
# The identity's way to storage, which a laptop does not have.
NOT_LOCAL = {name for name in FIELDS if name.startswith("AzureWebJobsStorage__")}
LOCAL_PLATFORM = {"FUNCTIONS_WORKER_RUNTIME", "PYTHON_THREADPOOL_THREAD_COUNT"}


def test_the_page_is_made_from_the_model() -> None:
    page = PAGE.read_text()
    assert page == with_table(page), "run: make settings-docs"


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in FIELDS.items() if not field.description] == []


def test_the_page_names_what_the_deployment_sets_for_the_platform() -> None:
    named = set(re.findall(r"^\| `(\w+)`", PAGE.read_text(), re.MULTILINE))
    assert named >= PLATFORM | LOCAL_PLATFORM


def test_the_sample_has_every_setting_of_a_laptop_and_no_other() -> None:
    assert set(SAMPLE) - LOCAL_PLATFORM == set(FIELDS) - NOT_LOCAL
    assert set(SAMPLE) >= LOCAL_PLATFORM


def test_the_app_starts_with_the_sample() -> None:
    assert load_settings(SAMPLE).storage_connection is not None


def test_the_sample_shows_the_defaults() -> None:
    local = {"AzureWebJobsStorage", "LOCAL_SECRET_KEY"}
    optional = {name for name, field in FIELDS.items() if not field.is_required()} - local
    loaded = load_settings(SAMPLE)
    for name in optional & set(SAMPLE):
        attribute = next(key for key, field in Settings.model_fields.items() if field.alias == name)
        assert getattr(loaded, attribute) == FIELDS[name].default, name
