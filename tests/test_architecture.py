"""The house rules that can run. Each is first broken on purpose, then asked of every file.

What import-linter can say stands in .importlinter; how each rule is looked for, in tests/house/.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from lianxin import reactions
from lianxin.kernel.facts import Event, registry
from tests.house import File, code, files, layers, product, python, read, repository

Check = Callable[[File], list[str]]
EVENTS = re.compile(r"lianxin\..*\.events(\.\w+)?$|lianxin\.kernel\.(?!.*tests)")
# Public names of selectors that need no actor, each with the reason.
WITHOUT_ACTOR = {
    "account_with_posts": "finds the account that a session names, before there is an actor",
    "actor_of": "makes the actor out of an account",
    "default_period": "the last twelve months, the same for everybody",
    "forget": "empties what this process remembers",
    "latest_seq": "one number about everything; says nothing about any matter",
    "page_mark": "made from a row that was read with an actor",
    "prefix_of": "decides from the code alone",
    "standing_of": "makes the actor out of an account",
    "sms_is_on": "looks at a setting",
    "unit_row": "shows a row that was read with an actor",
}
# Names that services show beside their use cases.
NOT_A_USE_CASE = {
    "code_of": "derived from an id; writes nothing",
    "tracking_code": "derived from the case in hand; writes nothing",
    "storage": "the store itself, for services and selectors of files",
}
# Where the clock of the program cannot be asked, and where a test may be left out.
BEFORE_DJANGO = {"src/lianxin/config/launch/keys.py": "runs before Django is set up"}
MAY_LEAVE_OUT = {"tests/journeys/conftest.py": "journeys say what is missing; `make test` fails"}


def made(text: str, path: str = "src/lianxin/domain/cases/selectors/made_up.py") -> File:
    """A file that breaks a rule."""
    return File(path, text)


BROKEN: list[tuple[Check, File]] = [
    (code.too_long, made("x = 1\n" * 301)),
    (code.too_long, made("def f() -> None:\n" + "    g()\n" * 60)),
    (code.too_many_parameters, made("def f(a, b, c, d, *, e, f, g, h): ...")),
    (code.unfinished, made("# TO" + "DO: later")),
    (code.unfinished, made("x = 1  # no" + "qa: S608")),
    (code.unfinished, made("x = 1  # type: ign" + "ore[attr-defined]")),
    (code.left_out, made("@pytest.mark.skip\ndef test_x(): ...", "tests/test_made_up.py")),
    (code.prints, made("print('x')")),
    (code.asks_the_time, made("now = timezone.now()")),
    (code.asks_the_time, made("now = datetime.datetime.now()")),
    (code.signals, made("from django.db.models.signals import post_save")),
    (code.signals, made("from django.dispatch import receiver")),
    (code.pinyin, made("def paidan_case(): ...")),
    (layers.writes, made("case.save()")),
    (layers.writes, made("case.save(update_fields=['state'])")),
    (layers.writes, made("Case.objects.create(no='1')")),
    (layers.writes, made("Case.objects.filter(pk=1).update(state='closed')")),
    (layers.writes, made("case.steps.all().delete()")),
    (layers.foreign_tables, made("from lianxin.domain.orgs.models import Org")),
    (
        layers.foreign_tables,
        made("from lianxin.domain.cases.models import Case", "src/lianxin/domain/insight/x.py"),
    ),
    (layers.impure_rules, made("from django.db import models", "src/lianxin/domain/x/rules.py")),
    (layers.impure_rules, made("import structlog", "src/lianxin/domain/x/rules.py")),
    (layers.impure_rules, made("from lianxin.kernel import text", "src/lianxin/domain/x/rules.py")),
    (repository.machine_bound, made('DATA = "/ho' + 'me/li/data"', "README.md")),
    (repository.machine_bound, made("resolved: https://registry.npm" + "js.org/x", "x.json")),
]


@pytest.mark.parametrize(("check", "broken"), BROKEN, ids=lambda x: getattr(x, "__name__", ""))
def test_each_rule_catches_who_breaks_it(check: Check, broken: File) -> None:
    assert check(broken)


@pytest.mark.parametrize(
    "fine",
    [
        "session.save()\nrequest.session.save()",
        "words.update({'a': 1})\ndigest.update(b'x')",
        "image.save(out, 'JPEG')",
        "x = 1  # no" + "qa: S608 - own words",
        "x = 1  # type: ign" + "ore[misc] # the library brings no types",
        "from lianxin.domain.cases.models import Case",
    ],
)
def test_what_only_looks_alike_is_let_through(fine: str) -> None:
    file = made(fine.replace("session.save()\n", ""))
    checks: list[Check] = [layers.writes, layers.foreign_tables, code.unfinished]
    assert [line for check in checks for line in check(file)] == []


def told(check: Check, given: list[File]) -> list[str]:
    """Everything that a check has to say."""
    return [line for file in given for line in check(file)]


@pytest.mark.parametrize(
    "check",
    [code.too_long, code.too_many_parameters, code.unfinished, code.pinyin],
    ids=lambda check: check.__name__,
)
def test_all_python_keeps(check: Check) -> None:
    assert told(check, python()) == []


@pytest.mark.parametrize(
    "check",
    [code.prints, code.signals, layers.writes, layers.foreign_tables],
    ids=lambda check: check.__name__,
)
def test_the_program_keeps(check: Check) -> None:
    assert told(check, product()) == []


def test_time_is_asked_in_one_place() -> None:
    assert told(code.asks_the_time, [f for f in product() if f.path not in BEFORE_DJANGO]) == []


def test_every_test_runs() -> None:
    assert told(code.left_out, [f for f in python() if f.path not in MAY_LEAVE_OUT]) == []


def test_rules_are_plain_python() -> None:
    assert told(layers.impure_rules, [f for f in product() if layers.is_rules(f)]) == []


def test_no_file_is_bound_to_one_machine() -> None:
    given = [f for f in files(*repository.TEXT) if not f.is_generated and f.name != "repository.py"]
    assert told(repository.machine_bound, given) == []


# --- services and selectors ---------------------------------------------------------------------


def packages(folder: str) -> Iterator[tuple[File, set[str]]]:
    """The files of `services` or `selectors`, each with the names its package shows."""
    for file in product():
        if f"/{folder}/" in file.path and not file.name.startswith("_"):
            yield file, layers.shown(read(f"{file.path.rsplit('/', 1)[0]}/__init__.py"))
        elif file.name == f"{folder}.py":
            public = {f.name for f in layers.public_functions(file, set())}
            yield file, layers.shown(file) or public


def test_services_take_the_actor_first_and_everything_by_name() -> None:
    found = [
        line
        for file, names in packages("services")
        for line in layers.unnamed_actor(file, names - NOT_A_USE_CASE.keys(), keyword_only=True)
    ]
    assert found == []


def test_selectors_take_the_actor() -> None:
    # Code tables and the calendar are the same for everybody.
    found = [
        line
        for file, names in packages("selectors")
        if not file.is_in("src/lianxin/kernel/codes/")
        for line in layers.unnamed_actor(file, names - WITHOUT_ACTOR.keys(), keyword_only=False)
    ]
    assert found == []


def test_every_service_of_a_domain_says_which_facts_it_records() -> None:
    events = {cls.__name__ for cls in own_events()}
    found = [
        line
        for file, names in packages("services")
        if file.is_in("src/lianxin/domain/")
        for line in layers.silent_services(file, names - NOT_A_USE_CASE.keys(), events)
    ]
    assert found == []


@pytest.mark.parametrize(
    "signature", ["actor, *, id", "*, id, actor", "*, actor=None", "*, id", "id, *, actor"]
)
def test_a_service_that_hides_the_actor_is_caught(signature: str) -> None:
    file = made(f"def case_close({signature}): ...")
    assert layers.unnamed_actor(file, set(), keyword_only=True)


@pytest.mark.parametrize(
    "words", ["", "Emits: CaseVanished.", "Emits: nothing", "Emits: CaseClosed."]
)
def test_a_service_that_says_the_wrong_fact_is_caught(words: str) -> None:
    body = f'def case_end(*, actor):\n    """End it.\n\n    {words}\n    """\n'
    body += "    record(events.CaseWithdrawn(stream=''), actor=actor)"
    assert layers.silent_services(made(body), set(), {"CaseClosed", "CaseWithdrawn"})


# --- events and addresses -----------------------------------------------------------------------


def own_events() -> list[type[Event]]:
    """Everything that can have happened."""
    for file in product():
        if file.name == "events.py" or "/events/" in file.path:
            import_module(file.path.removeprefix("src/").removesuffix(".py").replace("/", "."))
    return [cls for cls in registry.event_classes() if EVENTS.match(cls.__module__)]


def test_every_event_has_a_row_in_reactions() -> None:
    rows = reactions.IN_SAME_TRANSACTION.keys() | reactions.AFTER_COMMIT.keys()
    assert [cls.__name__ for cls in own_events() if cls not in rows] == []


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address with its view."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, before + str(entry.pattern))
        else:
            yield before + str(entry.pattern), entry


def unguarded(urlconf: str | ModuleType | None = None) -> list[str]:
    """Addresses of our own views without a guard, and those of libraries outside the log-in."""
    return [
        where
        for where, entry in addresses(get_resolver(urlconf))  # type: ignore[arg-type] # also a module
        if not getattr(entry.callback, "guarded", "") and not where.startswith("desk/login/")
    ]


def test_every_address_says_who_may_open_it() -> None:
    assert unguarded() == []


def test_an_address_without_a_guard_is_caught() -> None:
    from django.urls import path
    from django.views.generic.base import RedirectView

    urls = ModuleType("made_up_urls")
    urls.urlpatterns = [path("open/", RedirectView.as_view(url="/"))]  # type: ignore[attr-defined] # made here
    assert unguarded(urls) == ["open/"]
