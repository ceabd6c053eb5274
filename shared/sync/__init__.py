"""The engine: what differs between Dynamics and ActiveCampaign, and what is done about it.

changes.py     which records and contacts may differ           (I/O)
gather.py      reads both sides of each pair, in bulk          (I/O)
heirs.py       who stands for a record that was merged or qualified (I/O)
succession.py  moves its link along                            (I/O)
matching.py    which of several records an email belongs to    (pure)
merge.py       three-way merge of one field                    (pure)
plan.py        Pair -> Plan, for both directions               (pure)
settle.py      what a write turned out to be                   (pure)
apply.py       carries plans out and records the base          (I/O)
initial.py, scheduled.py, inbound.py feed pairs to these       (I/O)
schedule.py    when a run is due                               (pure)
"""
