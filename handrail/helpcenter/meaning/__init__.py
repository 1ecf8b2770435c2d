"""What texts mean, as vectors: the same for a question in one language and its answer in another.

The model stands in one small process of each machine (`serving.py`), never in one that answers pages; they
ask it (`asking.py`) and go on with words alone when it does not answer.
"""
