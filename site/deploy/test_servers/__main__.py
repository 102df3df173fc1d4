"""The command line: names of what is needed, `--`, and the command that needs it."""

from deploy.terminal import run_plainly
from deploy.test_servers.run import main

if __name__ == "__main__":
    run_plainly(main)
