"""A second answer to every walk, from the law alone.

The modules of this folder read raw OpenStreetMap data, tags, compounds and squares by themselves, walk over raw nodes
with networkx and give whole millimetres. They were written from docs/method.md and share nothing with ``circles``:
they import none of it (``test_independence.py``), only the tests beside them hold the two against each other.
"""
