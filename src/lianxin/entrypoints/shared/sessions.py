"""Sessions in the database, as Django's own are; each is read by one plain question."""

from __future__ import annotations

import time

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from lianxin.kernel import sql

SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > to_timestamp(%s)"


class SessionStore(db.SessionStore):
    """Every page of the desk begins with this."""

    def _get_session_from_db(self) -> Session | None:
        found = sql.one(SESSION, [self.session_key, time.time()])
        if found is None:
            self._session_key = None
            return None
        return Session(session_data=found[0])
