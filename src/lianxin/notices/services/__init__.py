"""Every verb over messages, one function each."""

from lianxin.notices.services.announce import Text, announcement_queue, announcement_read_out
from lianxin.notices.services.inbox import Line, inbox_read, staff_tell, staff_untell
from lianxin.notices.services.keep import messages_drop_old, messages_retry, messages_sweep
from lianxin.notices.services.queue import Parcel, message_queue
from lianxin.notices.services.send import message_send

__all__ = [
    "Line",
    "Parcel",
    "Text",
    "announcement_queue",
    "announcement_read_out",
    "inbox_read",
    "message_queue",
    "message_send",
    "messages_drop_old",
    "messages_retry",
    "messages_sweep",
    "staff_tell",
    "staff_untell",
]
