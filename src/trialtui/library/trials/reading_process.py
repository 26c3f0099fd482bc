"""`python -m`: a process of `readers.Readers`."""

from trialtui.library.trials.readers import attend

if __name__ == "__main__":
    attend()
