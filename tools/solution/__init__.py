"""Builds what is imported into Dynamics, from solution/src and the built pages: no packer of
Microsoft's, the same bytes each time. The shape is that of real exports
(docs/decisions/006-solution-zip.md)."""
