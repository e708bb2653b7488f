"""`python -m kundig` is `kundig`."""

from kundig.cli.main import main

raise SystemExit(main())
