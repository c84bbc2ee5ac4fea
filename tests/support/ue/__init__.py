"""Scripted UEs and what they need: SIP messages, dialogs, RTP tones, a router in the S-CSCF's place, the daemons.

Only Python's standard library. One thread serves all UEs of a test (`Wire`), so that a scenario reads in the order in
which things happen.
"""
