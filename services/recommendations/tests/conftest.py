from meshmart_kit.testing_pytest import nats, pytest_pyfunc_call  # noqa: F401
