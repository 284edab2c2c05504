"""The field's own documents, read and written. Pure: bytes in, records out, and back."""
