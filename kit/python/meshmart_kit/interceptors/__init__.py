"""One file an interceptor. Their order is in service.py."""
