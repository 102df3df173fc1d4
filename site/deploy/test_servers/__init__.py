"""Real servers for tests: `python -m deploy.test_servers NAME… -- COMMAND…` runs COMMAND beside fresh servers.

They listen on loopback only, keep everything in a temporary folder, and are stopped by their pid when
COMMAND ends, or by the kernel should this process be killed. Missing packages are installed by root and
named to anybody else; nothing is ever skipped.
"""

from deploy.test_servers.needs import ensure_installed
from deploy.test_servers.run import running

__all__ = ["ensure_installed", "running"]
