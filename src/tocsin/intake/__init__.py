"""Raw request to signal: formats, senders, the grammar of replies."""
