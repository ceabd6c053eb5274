"""The local Functions host: what the Azure Functions host does around an app, on one machine.

Microsoft's own worker library indexes and invokes `function_app.py` (`worker.py`); polling,
leases, routing, time-outs and retry are done here as the host and its Storage extension do
them. It knows nothing of the app that it runs."""
