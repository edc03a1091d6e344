"""Sending changes to people and programs: what goes to whom (`queue`), in which words (`compose`), and by which way.

::

    changes above what a receiver heard -> outbox            one transaction
    what is due in it -> a letter, a payload -> sent         by mail, webhook or chat
    the journal beside the record, then the outbox           sent: never again

`delivery.Delivery` is the door.
"""
