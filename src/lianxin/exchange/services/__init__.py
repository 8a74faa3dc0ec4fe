"""Every verb of an import, one function each."""

from lianxin.exchange.services.check import import_check_all
from lianxin.exchange.services.keep import imports_drop_old, imports_take_up
from lianxin.exchange.services.run import import_resume, import_run, import_start
from lianxin.exchange.services.upload import import_check, import_drop, import_upload

__all__ = [
    "import_check",
    "import_check_all",
    "import_drop",
    "import_resume",
    "import_run",
    "import_start",
    "import_upload",
    "imports_drop_old",
    "imports_take_up",
]
