"""The only loop: receive, decide, append, perform; and the views between stages."""
