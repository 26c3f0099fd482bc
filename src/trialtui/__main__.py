import gc

gc.disable()  # until the first paint: collecting while modules load costs a tenth of the start (ui/app.py enables it)

from trialtui.cli import main  # noqa: E402

if __name__ == "__main__":
    raise SystemExit(main())
