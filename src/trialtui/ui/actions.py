"""The one registry of keys. Bindings, footer, help, palette and the README's table all come from it.

None uses ctrl+b (tmux), ctrl+j, ctrl+o, ctrl+s or ctrl+d. Rebound in the settings file by name.
"""

from __future__ import annotations

from typing import NamedTuple

EVERYWHERE = "everywhere"
TRIAL = "trial"
CRITERIA = "criteria"
SUBJECTS = "subjects"
COPIES = "copies"
LIBRARY = "library"
PLACES = {
    CRITERIA: "on Criteria",
    TRIAL: "in an open trial",
    SUBJECTS: "among subjects",
    COPIES: "in a list of studies",
    LIBRARY: "in the library",
    EVERYWHERE: "everywhere",
}


class Action(NamedTuple):
    """Something a key does. `where` says on which screens."""

    name: str
    keys: tuple[str, ...]  # as Textual names them
    label: str  # on the key line: one or two words
    help: str  # a sentence
    where: str = EVERYWHERE


ACTIONS: tuple[Action, ...] = (
    Action("yes", ("y",), "yes", "Answer Yes: the statement is true of this subject.", CRITERIA),
    Action("no", ("n",), "no", "Answer No: the statement is not true of this subject.", CRITERIA),
    Action("unknown", ("u",), "unknown", "Answer Unknown: asked, and not known. It stays open.", CRITERIA),
    Action("na", ("a",), "n/a", "Not applicable: counts only with a reason; a number picks a usual one.", CRITERIA),
    Action("tick", ("space",), "tick", "The favourable answer, to a row that has none yet.", CRITERIA),
    Action("open", ("enter",), "open", "Open what the cursor is on: a criterion with its note, source and history; a trial.", TRIAL),
    Action("note", ("e",), "note", "Write a source and a note to the row.", CRITERIA),
    Action("cohort", ("c",), "cohort", "Look at the next cohort.", CRITERIA),
    Action("confirm", ("C",), "confirm", "Confirm which criteria belong to which cohort.", CRITERIA),
    Action("move", ("m",), "move", "Move the criterion to another cohort, or to everyone.", CRITERIA),
    Action("close_cohort", ("x",), "close", "Close the cohort looked at, at this site; again to open it.", CRITERIA),
    Action("correct", ("r",), "correct", "Correct the reading: how parts combine, split, join, note, heading, criterion.", CRITERIA),
    Action("protocol", ("p",), "protocol", "Fill in the protocol version that the criteria are confirmed against.", CRITERIA),
    Action("view", ("v",), "view", "Cycle the views that have rows: all, open, blockers, this cohort, inclusion, exclusion, and one for each tag (judgement, threshold, …).", CRITERIA),
    Action("verdict", ("V",), "verdict", "The verdict of every cohort, with every blocker and all that is open.", TRIAL),
    Action("exception", ("W",), "exception", "Record an exception (waiver) with a blocker: number, who granted it, when. It changes no verdict.", CRITERIA),
    Action("next_open", ("right_square_bracket",), "next open", "To the next row that is still open; in the other tabs, to the next part.", CRITERIA),
    Action("previous_open", ("left_square_bracket",), "", "To the previous row that is still open; in the other tabs, to the previous part.", CRITERIA),
    Action("history", ("h",), "history", "Who answered this row, when, and what it said before.", CRITERIA),
    Action("affirm", ("equals_sign",), "affirm", "Re-affirm an answer that was carried over from another version of the criteria.", CRITERIA),
    Action("affirm_shown", ("A",), "", "Re-affirm all carried answers that are shown, after one question.", CRITERIA),
    Action("newer", ("N",), "newer", "Take the screening to the newer version of the trial, whose criteria changed.", TRIAL),
    Action("amendment", ("D",), "changes", "What that version changes in the criteria, word by word, with the answers given.", TRIAL),
    Action("down", ("down", "j"), "down", "Down."),
    Action("up", ("up", "k"), "up", "Up."),
    Action("page_down", ("pagedown", "ctrl+f"), "", "A page down."),
    Action("page_up", ("pageup",), "", "A page up."),
    Action("first", ("home", "g"), "", "To the first row."),
    Action("last", ("end", "G"), "", "To the last row."),
    *(
        Action(f"tab_{digit}", (digit,), "", f"Tab {digit} {name}.", TRIAL)
        for digit, name in (
            ("1", "Summary"), ("2", "Arms"), ("3", "Criteria"), ("4", "Sites"), ("5", "Outcomes"), ("6", "Results"),
            ("7", "References and documents"), ("8", "Related"), ("9", "History"), ("0", "Source"),
        )
    ),
    Action("next_tab", ("tab",), "", "The next tab.", TRIAL),
    Action("previous_tab", ("shift+tab",), "", "The previous tab.", TRIAL),
    Action("columns_right", ("right",), "columns", "Move a table that is wider than the screen to its next column.", TRIAL),
    Action("columns_left", ("left",), "", "Move a table that is wider than the screen to its previous column.", TRIAL),
    Action("filter", ("f",), "filter", "On Sites: only the sites whose facility, place, country or status hold the words typed. Esc takes the filter away.", TRIAL),
    Action("search", ("slash",), "search", "Search the record: words found are marked, the cursor jumps to them; among subjects, find one.", TRIAL),
    Action("next_match", ("full_stop",), "", "The next match.", TRIAL),
    Action("previous_match", ("comma",), "", "The previous match.", TRIAL),
    Action("against_open", ("d",), "against open", "On History: what changed between this version and the one that is open.", TRIAL),
    Action("old_version", ("O",), "read it", "On History: open this version to read; nothing is screened on an old one without a question.", TRIAL),
    Action("subjects", ("s",), "subject", "Whose screening this is: create, pick, switch, name.", TRIAL),
    Action("record", ("S",), "sign-off", "The record of this screening: sign-offs and what stands against one, both readings and their differences, exceptions, how it ended.", TRIAL),
    Action("second", ("b",), "second", "Read the screening a second time, blind, without the first answers; press it again to finish.", TRIAL),
    Action("close_screening", ("X",), "end", "Close the screening: screen failure with its reasons, withdrawn, declined, enrolled, other; a closed one is opened again, with a reason.", TRIAL),
    Action("paper", ("P",), "paper", "Write the worksheet of the subject on the desk to a file: print-ready HTML, Markdown or text, as its name ends.", TRIAL),
    Action("who", ("i",), "initials", "Who is screening: give the initials that stand in the log from now on.", TRIAL),
    Action("source", ("o",), "source", "The source of the row, in the copy itself; on Source again: its next place there.", TRIAL),
    Action("undo", ("z",), "undo", "Take back your own last action of this sitting, as a new event of the log.", TRIAL),
    Action("redo", ("Z",), "", "Do again what was just undone.", TRIAL),
    Action("copy", ("ctrl+y",), "", "Copy the row's words to the clipboard (OSC 52, works over SSH).", TRIAL),
    Action("rename", ("r",), "rename", "Give the subject under the cursor its site code.", SUBJECTS),
    Action("rescreen", ("R",), "anew", "Screen the subject under the cursor anew: a new screening, linked to the closed one, which stays as it is.", SUBJECTS),
    Action("narrow", ("slash",), "filter", "Only the studies whose number, status, phase or title hold the words typed. Esc shows all.", COPIES),
    Action("find", ("slash",), "search", "Search the library while you type: words, \"phrases\", prefix*, -not, field:value.", LIBRARY),
    Action("filters", ("f",), "filter", "Filter by status, phase, condition, country and more, each value with its count.", LIBRARY),
    Action("order", ("o",), "sort", "Sort what is found: best first, newest first, by number.", LIBRARY),
    Action("mark", ("asterisk",), "mark", "Mark the trial, or take its mark away.", LIBRARY),
    Action("views", ("v",), "views", "All trials, the marked ones, and the saved searches with what each finds.", LIBRARY),
    Action("save_search", ("S",), "", "Save the search under a name.", LIBRARY),
    Action("delete_search", ("d",), "", "Among the views: delete the saved search under the cursor.", LIBRARY),
    Action("screenings", ("s",), "subjects", "The screenings kept here, the copies named on the command line, and the sample.", LIBRARY),
    Action("library", ("l",), "library", "The list that the trial was opened from; from there, the opening screen: the library."),
    Action("help", ("question_mark",), "more", "Every key, and what it does."),
    Action("palette", ("ctrl+p",), "", "Every action by name, with its key."),
    Action("back", ("escape",), "back", "Back out. Never quits."),
    Action("quit", ("q", "ctrl+q", "ctrl+c"), "quit", "Quit; asks only when something is not saved."),
)  # fmt: skip

BY_NAME = {action.name: action for action in ACTIONS}

_SHOWN = {
    "question_mark": "?", "slash": "/", "full_stop": ".", "comma": ",", "space": "␣", "enter": "↵", "escape": "esc",
    "right_square_bracket": "]", "left_square_bracket": "[", "equals_sign": "=", "pagedown": "PgDn", "pageup": "PgUp", "down": "↓", "up": "↑",
    "left": "←", "right": "→", "home": "Home", "end": "End", "asterisk": "*", "tab": "Tab", "shift+tab": "S-Tab",
}  # fmt: skip


def shown_key(key: str) -> str:
    """The key as a person reads it on the key line."""
    return _SHOWN.get(key, key)
