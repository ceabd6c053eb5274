"""The guides in docs/guide say the same in both languages, and lead somewhere.

That they name what stands on the screen is held by solution/app/tests/guide.test.ts."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
IMAGES = ROOT / "docs" / "images"
ENGLISH, ITALIAN = GUIDE / "en", GUIDE / "it"
CHAPTERS = sorted(page.name for page in ENGLISH.glob("*.md"))
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
STEP = re.compile(r"^(\d+)\. ", re.MULTILINE)


def prose(page: Path) -> str:
    """The page without what is typed on a command line."""
    return FENCE.sub("", page.read_text())


def levels(page: Path) -> list[int]:
    return [len(marks) for marks, _ in HEADING.findall(prose(page))]


def anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    titles = (title.lower() for _, title in HEADING.findall(prose(page)))
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


def links(page: Path) -> list[str]:
    """The addresses of links and pictures inside the repository."""
    return [to for to in LINK.findall(prose(page)) if not to.startswith(("https://", "http://"))]


def leads_nowhere(page: Path, link: str) -> bool:
    name, _, anchor = unquote(link).partition("#")
    target = (page.parent / name).resolve() if name else page
    return not target.exists() or (bool(anchor) and anchor not in anchors(target))


def pictures(page: Path) -> list[str]:
    return [Path(to).name for _, to in PICTURE.findall(page.read_text())]


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def test_both_languages_have_the_same_chapters() -> None:
    assert len(CHAPTERS) > 5
    assert sorted(page.name for page in ITALIAN.glob("*.md")) == CHAPTERS


@pytest.mark.parametrize("chapter", CHAPTERS)
class TestAChapter:
    def test_has_the_same_headings(self, chapter: str) -> None:
        assert levels(ENGLISH / chapter) == levels(ITALIAN / chapter)

    def test_has_the_same_steps_and_as_many_rows_in_its_tables(self, chapter: str) -> None:
        english, italian = ((folder / chapter).read_text() for folder in (ENGLISH, ITALIAN))
        assert STEP.findall(english) == STEP.findall(italian)
        assert english.count("\n|") == italian.count("\n|")

    def test_has_the_same_commands(self, chapter: str) -> None:
        english, italian = ((folder / chapter).read_text() for folder in (ENGLISH, ITALIAN))
        assert FENCE.findall(english) == FENCE.findall(italian)

    def test_has_the_same_pictures_each_of_its_own_language(self, chapter: str) -> None:
        assert pictures(ENGLISH / chapter) == pictures(ITALIAN / chapter)
        for folder in (ENGLISH, ITALIAN):
            shown = PICTURE.findall((folder / chapter).read_text())
            assert [to for _, to in shown if f"/images/{folder.name}/" not in to] == []
            assert [to for said, to in shown if not said] == []

    def test_leads_to_the_other_language(self, chapter: str) -> None:
        assert f"../it/{chapter}" in links(ENGLISH / chapter)
        assert f"../en/{chapter}" in links(ITALIAN / chapter)


@pytest.mark.parametrize("language", ["en", "it"])
def test_every_picture_is_shown(language: str) -> None:
    shown = {name for page in (GUIDE / language).glob("*.md") for name in pictures(page)}
    assert shown == {picture.name for picture in (IMAGES / language).glob("*.png")}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    assert [link for link in links(page) if leads_nowhere(page, link)] == []


def test_the_readme_leads_to_both_guides_and_shows_a_picture() -> None:
    readme = ROOT / "README.md"
    assert {"docs/guide/en/README.md", "docs/guide/it/README.md"} <= set(links(readme))
    assert pictures(readme)
