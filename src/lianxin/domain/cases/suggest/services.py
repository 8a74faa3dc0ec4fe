"""Learning from what people chose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.db.models.fields.json import KT

from lianxin.domain.cases.models import Case, Step, SuggestionModel
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import Verb
from lianxin.domain.cases.suggest import catalogue, store
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor

log = structlog.get_logger(__name__)
LEAST_CASES = 250
LEAST_CATEGORIES = 3
MOST_CASES = 12_000
# Fewer newly sorted matters than this teach nothing worth a night's work.
WORTH_IT = 20
LONGEST_WAIT = timedelta(days=60)
KEPT_VERSIONS = 3
MOST_SIGNS = 1000


def suggestions_train(*, actor: Actor) -> int:
    """Every county learns from its own matters; returns how many models came into force.

    A county that fails does not hold up the others.
    Emits: nothing, a better suggestion changes no matter.
    """
    made = 0
    for county in sorted({row.code[:6] for row in places.counties(actor=actor)}):
        try:
            model = suggestion_train(actor=actor, county=county)
        except Exception:
            log.exception("suggestion_train_failed", county=county)
            continue
        made += model is not None and model.is_current
    return made


def suggestion_train(*, actor: Actor, county: str) -> SuggestionModel | None:
    """Learn the categories that people of a county chose when they dispatched or settled 类别建议训练.

    Nothing happens with fewer than 250 such matters or 3 categories, or with fewer than 20 new
    ones since the last time. What is learnt comes into force only if it does not do worse, on
    matters that neither has learnt from, than what is in force now. Safe to repeat.
    Emits: nothing, a better suggestion changes no matter. Raises: Denied.
    """
    actor.require(Grant.DISPATCH, area=county)
    last = SuggestionModel.objects.filter(county=county).order_by("-version").first()
    if last is not None and not _is_worth_it(last):
        return None
    confirmed = _confirmed(county)
    if len(confirmed) < LEAST_CASES or len({code for _, _, code in confirmed}) < LEAST_CATEGORIES:
        return None
    return _train(county, confirmed)


def _is_worth_it(last: SuggestionModel) -> bool:
    newer = Case.objects.filter(
        Q(dispatched_at__gt=last.trained_at)
        | Q(is_settled=True, dispatched_at=None, replied_at__gt=last.trained_at),
        county=last.county,
        registered_at__gt=last.trained_at - LONGEST_WAIT,
    )
    return len(newer.values_list("pk")[:WORTH_IT]) >= WORTH_IT


def _confirmed(county: str) -> list[tuple[str, str, str]]:
    """The newest matters whose category a person said: id, text, category.

    By dispatching, or by settling on the spot with a category; who settles need not say one.
    """
    columns = ("registered_at", "pk", "text", "category")
    dispatched = Case.objects.filter(county=county, dispatched_at__isnull=False)
    dispatched = dispatched.exclude(category="").exclude(text="")
    settled = Step.objects.annotate(said=KT("data__category")).filter(
        verb=Verb.SETTLE.value, said=F("case__category"), case__county=county,
        case__is_settled=True, case__dispatched_at=None,
    ).exclude(case__category="").exclude(case__text="")  # fmt: skip
    newest_first = [
        *dispatched.order_by("-registered_at", "-pk").values_list(*columns)[:MOST_CASES],
        *settled.order_by("-case__registered_at", "-case").values_list(
            *(f"case__{name}" for name in columns)
        )[:MOST_CASES],
    ]
    found = {pk: (at, text[:MOST_SIGNS], category) for at, pk, text, category in newest_first}
    newest = sorted(found.items(), key=lambda row: (row[1][0], row[0]), reverse=True)
    return [(str(pk), text, category) for pk, (_at, text, category) in newest[:MOST_CASES]]


def _train(county: str, confirmed: Sequence[tuple[str, str, str]]) -> SuggestionModel:
    # Loaded here: no page needs scikit-learn, and it is slow to load.
    from lianxin.domain.cases.suggest import train

    held_out = [(text, code) for key, text, code in confirmed if train.is_held_out(key)]
    told = [(text, code) for key, text, code in confirmed if not train.is_held_out(key)]
    store.forget()
    now_in_force = store.current(county) or catalogue.by_likeness()
    scorer = train.learn([*told, *catalogue.documents()], held_out)
    was, new = train.judge(now_in_force, held_out), train.judge(scorer, held_out)
    is_better = new.n > 0 and new.points >= was.points
    made = SuggestionModel(
        county=county,
        trained_at=clock.now(),
        n=len(told),
        held_out=new.n,
        first=new.first,
        among_three=new.among_three,
        before=was.first,
        is_current=is_better,
    )
    _keep(made, scorer.to_bytes() if is_better else b"")
    log.info(
        "suggestion_trained", county=county, version=made.version, n=made.n, first=new.first,
        among_three=new.among_three, before=was.first, is_current=is_better,
    )  # fmt: skip
    return made


@transaction.atomic
def _keep(made: SuggestionModel, raw: bytes) -> None:
    """The file is there before its row, and an old one goes only after the row has gone."""
    rows = SuggestionModel.objects.select_for_update().filter(county=made.county)
    versions = list(rows.order_by("-version"))
    made.version = versions[0].version + 1 if versions else 1
    if raw:
        name = f"suggestions/{made.county}/{made.version}.npz"
        made.file = store.storage().save(name, ContentFile(raw))
        rows.filter(is_current=True).update(is_current=False)
    made.save(force_insert=True)
    current = made.version if raw else next((v.version for v in versions if v.is_current), 0)
    old = [v for v in versions[KEPT_VERSIONS - 1 :] if v.version != current]
    rows.filter(pk__in=[v.pk for v in old]).delete()
    transaction.on_commit(lambda: _drop([v.file for v in old if v.file]))


def _drop(names: Sequence[str]) -> None:
    store.forget()
    for name in names:
        store.storage().delete(name)
