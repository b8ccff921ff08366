"""``python -m s2sctl`` and the ``s2sctl`` script."""

from s2sctl.cli.main import main

if __name__ == "__main__":
    main()
