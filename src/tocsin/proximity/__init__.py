"""Who is near whom, who is where they may not be, which tracker lies or is silent.

Pure numbers: a torrent of fixes goes in, the few happenings come out. `Watcher`
(watcher.py) is the door; positions stay inside and never enter the ledger.
"""
