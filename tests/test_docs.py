"""What is written down is true: reference pages, links, commands, decisions, glossary."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands
from django.core.management.base import CommandError

from lianxin.config import cli
from lianxin.config.docs import PAGES, source
from lianxin.config.docs.settings import MEANING, asked_for
from lianxin.kernel.facts import registry
from tests.house import ROOT, File, files, product, read

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
TARGET = re.compile(r"^([a-z][a-z-]*):.*##", re.MULTILINE)
MAKE = re.compile(r"\bmake ([a-z]+)\b")
NOT_TARGETS = {"sure", "it", "room", "a", "the", "them", "contact", "themselves"}
LIANXIN = re.compile(
    r"`(?:[\w./-]*/)?lianxin ([a-z][a-z_-]+)|^ {4}(?:[\w./-]*/)?lianxin ([a-z_-]+)", re.M
)
DECISIONS = ROOT / "docs/decisions"
HEADINGS = ("## Context", "## Decision", "## Rejected", "## Consequences")
MARKDOWN = files(".md")


def test_reference_pages_are_up_to_date() -> None:
    call_command("write_docs", check=True)


def test_a_page_that_is_out_of_date_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PAGES, "docs/rulebook.md", lambda: "otherwise")  # type: ignore[arg-type] # a dict inside
    with pytest.raises(CommandError, match=r"docs/rulebook\.md"):
        call_command("write_docs", check=True)


def test_every_grant_event_and_code_table_is_documented() -> None:
    grants = [str(g) for m in source.modules("permissions") for g in import_module(m).Grant]
    homes = source.modules("events")
    events = [cls.__name__ for cls in registry.event_classes() if cls.__module__ in homes]
    tables = [path.stem for path in (ROOT / "src/lianxin/kernel/codes/data").glob("*.json")]
    for page, words in (("grants", grants), ("events", events), ("code-tables", tables)):
        text = read(f"docs/reference/{page}.md").text
        assert len(words) > 5
        assert [word for word in words if word not in text] == []


def test_every_setting_is_documented() -> None:
    assert asked_for() == set(MEANING)
    example = read("deploy/lianxin.env.example").text
    assert set(re.findall(r"^#?(\w+)=", example, re.M)) <= MEANING.keys()


def test_every_command_is_documented() -> None:
    page = read("docs/reference/commands.md").text
    own = {f.name[:-3] for f in product() if "/management/commands/" in f.path}
    for name in (own | cli.OWN) - {"__init__"}:
        assert f"## lianxin {name.replace('_', '-')}\n" in page, name


# --- links and commands -------------------------------------------------------------------------


def dead_links(file: File) -> list[str]:
    """Relative links that lead nowhere."""
    found = []
    for target in LINK.findall(file.text):
        path = target.split("#")[0]
        if path and "://" not in path and not path.startswith("mailto:"):
            there = (ROOT / file.path).parent / path
            if not there.exists():
                found.append(f"{file.path}: {target}")
    return found


def test_every_relative_link_leads_somewhere() -> None:
    assert [line for file in MARKDOWN for line in dead_links(file)] == []


def test_a_dead_link_is_caught() -> None:
    assert dead_links(File("docs/made-up.md", "see [this](nowhere.md#part)"))


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(TARGET.findall(read("Makefile").text))
    named = {(f.path, word) for f in MARKDOWN for word in MAKE.findall(f.text)}
    assert {"demo", "test", "check"} <= targets
    assert [(p, w) for p, w in named if w not in targets | NOT_TARGETS] == []


def test_every_lianxin_command_that_is_named_exists() -> None:
    known = cli.OWN | {name.replace("_", "-") for name in get_commands()} | set(get_commands())
    for file in MARKDOWN:
        for words in LIANXIN.findall(file.text):
            name = words[0] or words[1]
            assert name in known, f"{file.path}: lianxin {name}"


def test_services_of_the_system_call_what_there_is() -> None:
    """The units in deploy/ use commands and options that exist."""
    for file in files(".service"):
        calls = re.findall(r"^Exec\w+=\S+/lianxin (.+)$", file.text, re.M)
        assert calls, file.path
        for call in calls:
            name, *options = call.split()
            if name in cli.OWN:
                cli.parser().parse_args([name, *options])
            else:
                assert name.replace("-", "_") in get_commands()


def test_files_that_documents_name_exist() -> None:
    """`src/…`, `docs/…`, `deploy/…` and `scripts/…` in backquotes are there."""
    named = re.compile(r"`((?:src|docs|deploy|scripts|tests|frontend)/[\w./-]+)`")
    missing = [
        f"{file.path}: {path}"
        for file in MARKDOWN
        for path in named.findall(file.text)
        if not (ROOT / path).exists()
    ]
    assert missing == []


# --- decisions, glossary, packages --------------------------------------------------------------


def decisions() -> list[Path]:
    """The decision records, in order."""
    return sorted(DECISIONS.glob("[0-9]*.md"))


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in decisions()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 12


def test_decisions_are_short_and_say_what_was_rejected() -> None:
    for path in decisions():
        text = path.read_text(encoding="utf-8")
        assert 20 <= text.count("\n") <= 60, path.name
        assert [h for h in HEADINGS if f"{h}\n" not in text] == [], path.name


# A contact is a kind of note, the end of a joined case follows another's; a hand-over is of many
# cases and a meeting is of a township. What is taken back follows from saying whom it is about.
NO_SERVICE = {"contact", "close_with", "hand_over", "meet", "take_back"}


def test_every_case_verb_and_state_is_in_the_glossary() -> None:
    from lianxin.domain.cases.rules import STATE_NAMES, Verb

    text = read("docs/glossary.md").text
    assert [name for name in STATE_NAMES.values() if name not in text] == []
    assert [
        verb.value
        for verb in Verb
        if f"`case_{verb.value}`" not in text and verb.value not in NO_SERVICE
    ] == []


def test_one_identifier_per_word_in_the_glossary() -> None:
    rows = [
        line.split("|")
        for line in read("docs/glossary.md").text.splitlines()
        if line.startswith("| ")
    ]
    words = [
        row[1].strip()
        for row in rows
        if not set(row[1].strip()) <= {"-", " "} and row[1].strip() != "中文"
    ]
    assert len(words) > 60
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_every_package_of_the_domain_says_what_it_is() -> None:
    for folder in ("domain", "kernel"):
        for path in sorted((ROOT / "src/lianxin" / folder).iterdir()):
            if (path / "models.py").exists() or (path / "models").is_dir():
                assert (path / "README.md").exists(), path.name


BUILD_ONLY = {"@types/leaflet", "esbuild", "typescript"}


def test_third_parties_in_the_package_are_named() -> None:
    packages = json.loads(read("frontend/package.json").text)["devDependencies"]
    notices = read("THIRD_PARTY_NOTICES.md").text
    for name, version in packages.items():
        if name not in BUILD_ONLY:
            assert f"| {version} |" in notices, name
