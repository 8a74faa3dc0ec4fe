"""Sensitive fields sealed at rest, masked on the page, and every look written down."""

from lianxin.kernel.privacy.box import keyed_hash
from lianxin.kernel.privacy.fields import EncryptedTextField
from lianxin.kernel.privacy.masks import mask, mask_id_number, mask_name, mask_phone

__all__ = [
    "EncryptedTextField",
    "keyed_hash",
    "mask",
    "mask_id_number",
    "mask_name",
    "mask_phone",
]
