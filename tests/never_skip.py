"""A pytest plugin for complete runs (`-p tests.never_skip`): a skipped test, or none at all, is a failure."""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a green session with skipped or expected failures into a failed one."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    left_out = [report for kind in ("skipped", "xfailed") for report in reporter.stats.get(kind, [])]
    if left_out and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        names = ", ".join(report.nodeid for report in left_out)
        reporter.write_line(f"This run must be complete, but it left out: {names}", red=True)
