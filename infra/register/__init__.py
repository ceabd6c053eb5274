"""Registers the app where it signs people in (Entra ID) and where it works (Dynamics).

`python -m infra.register` prints what it would do; with `--apply` it does it; with `--undo` it
takes away what it made. What is there is found by ids and names in Entra ID and Dynamics, never in
a file of its own, so that it can be run again at any time, by anybody who may. docs/operations.md
tells how."""
