"""An answer written by a service from the passages that were found, checked sentence by sentence.

Off until an owner switches it on, and only for mailboxes that were named. Whatever goes wrong, the answer in
the article's own words stands.
"""
