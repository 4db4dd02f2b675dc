"""The words of the page's frame, in one place; each panel keeps its own."""

from typing import Any

TITLE = "Regression Lab"
TAGLINE = "Watch PyTorch learn, step by step"
PAGES = {
    "lab": "Lab",
    "modules": "Modules",
    "mistakes": "Mistakes",
}

# Title → what is there, and what it is or does. Every picture and switch of the lab has its line.
HELP = {
    "Keys": {
        "Space": "play, or pause",
        "← →": "one step back, one step on; inside a step, one call",
        "Home End": "to the first step, to the last",
        "+ −": "faster, slower",
        "[ ]": "all of it smaller, larger",
        "H": "hold the axes, or let them go",
        "Enter": "in a field: take the number, and go on with these keys",
        "Esc": "out of a field, as it was",
        "?": "this help",
    },
    "Pictures": {
        "Fit": "The data, and what the model says of each: the gap between them is the residual.",
        "Loss surface": "How large the loss is at each pair of parameters, the path that the steps "
        "have taken over it, and an arrow from here to where the next one ends. “w is stretched "
        "10×”: 1 in w is drawn 10 times as long as 1 in b.",
        "Loss": "How wrong the model is, one number a step: what training makes small.",
        "Parameters": "The numbers that are learned, step by step.",
    },
    "Switches": {
        "squares": "Each residual as a square: the loss is their mean area.",
        "log axis": "Equal distances are equal ratios: a loss that shrinks by the same share each "
        "step is a straight line.",
        "Inside the step": "Slow motion: the five calls of a training step, with their numbers, "
        "beside the code that ran.",
        "three learners": "The same call by hand, by parameter and by autograd.",
        "hold axes": "All pictures keep their axes while you compare, say, two learning rates; "
        "what leaves them is named. Other data, or other features, let them go.",
        "path": "The loss surface close by: as much of it as the path needs, all of it small in a "
        "corner.",
    },
    "Settings": {
        "Data": "What is learned from: made data with knobs, classic tables, drawn points, or your "
        "own file. The gallery shows each as a small picture, with what it is good for.",
        "Learning rate": "How far one step goes. Too small, and it takes long; above the critical "
        "rate, a line flies apart in the end.",
        "New seed": "Another start, drawn anew.",
        "Reset": "All settings and pictures as at the first visit.",
        "Address": "It holds all of this, but for a file of your own: send it, or come back to it.",
    },
}

PLAYER: dict[str, Any] = {
    "title": TITLE,
    "settings": "Settings",
    "player": "Training, step by step",
    "controls": "Player",
    "play": "Play",
    "pause": "Pause",
    "first": "First step",
    "back": "Step back",
    "forward": "Step forward",
    "last": "Last step",
    "step": "Step",
    "of": " of {steps}",
    "about": "{data} · rate {rate:.8g}",
    "rested": "Step {step} of {steps}, loss {loss}",
    "epoch": "epoch",
    "inside": "Inside the step",
    "inside_help": "Slow motion: → and ← go through the five calls of a step.",
    "cards": "The five calls of a step",
    "why": {
        "zero_grad": "The gradients of the step before are put away: each step needs its own.",
        "forward": "The model predicts y for every row, with the parameters as they are.",
        "loss": "How far off the predictions are, as one number.",
        "backward": "How the loss changes with each parameter: which way is uphill.",
        "step": "Each parameter moves against its gradient: downhill.",
    },
    "code": "The code that ran",
    "learners": "three learners",
    "gradients": "w.grad {w}, b.grad {b}",
    "hold": "hold axes",
    "hold_help": "All pictures keep their axes while you compare: key H",
    "held": "axes held; outside: {left}. “hold axes” off shows more",
    "held_from": "{name} from step {first} on",
    "held_then": "{name} first at step {first}, for good from step {last} on",
    "held_at": "{name} now and then, first at step {first}",
    "held_more": "{rest} more",
    "this_run": "This run:",
    "below": "below this picture",
    "above": "above this picture",
    "beside": "off this picture",
    "mostly": "mostly off this picture",
    "to": " to ",
    "seen_until": "it first leaves after step {step}",
    "seen_at_start": "it leaves with the first step",
    "seen_from": "it first comes into view at step {step}",
    "most_until": "at least half in view up to step {step}",
    "most_at_start": "at least half in view at the start",
    "most_from": "at least half in view first at step {step}",
    "stretched": "not to scale: {name} is stretched {times}×",
    "show_it": "show it",
    "cut": "reach beyond this picture",
    "of_step": "of step {step}",
    "old": "grey: of step {step}",
    "more_columns": "more columns →",
    "not_printed": "… and {rest} rows more, which are not printed",
    "speed": "Speed",
    "help": "Help: keys, pictures, switches",
    "help_parts": [[title, list(map(list, part.items()))] for title, part in HELP.items()],
    "help_of_film": ["Pictures", "Switches"],  # of these, what the film has
    "close": "Close",
    "tools": "Tools of the picture",
    "size": "Size of all",
    "size_help": "How large all of it is: keys [ and ]",
    "draw": "Points, to be drawn",
    "draw_keys": "Press a place to add a point, drag one to move it, press it twice to remove it. "
    "Keys: Page Down and Page Up, or ] and [, choose a point; arrows move it, with Shift ten times "
    "as far; Enter or N adds one; Delete removes it; Control Z and Control Y go back and forth.",
    "draw_hint": "click: add · drag: move · double click: remove",
    "draw_hint_touch": "tap: add · drag: move · tap twice: remove",
    "undo": "Undo",
    "redo": "Redo",
    "point_chosen": "Point {number} of {count} at x {x}, y {y}",
    "point_added": "Point {number} added at x {x}, y {y}",
    "point_moved": "Point {number} at x {x}, y {y}",
    "point_removed": "Point {number} removed, {count} left",
    "undone": "Undone: {count} points",
    "redone": "Redone: {count} points",
    "nothing_to_undo": "Nothing to undo",
    "nothing_to_redo": "Nothing to redo",
    "too_many_points": "There is room for {most} points: remove one first",
    "no_line": "A line needs two points with different x: this one stays",
    "no_plotly": "The pictures cannot be drawn: Plotly did not arrive. Reload the page.",
}

DEBUG = {"title": "This server, since it started", "name": "Metric", "value": "Value"}

# Of the field for a start of each weight: while it is empty, and where it does not fit the data.
START_OF_EACH = {
    "empty": "all at {start}",
    "others": "{numbers} for {features}: until there is one for each, Start w is taken.",
}
NEW_SEED = "New seed"
RESET = "Reset"
DROPPED = "Not all of this link could be used."
NO_SUCH_DATA = "there is no data set `{named}`; this is {shown}"
CLOSE = "Close"
NO_CONNECTION = (
    "No connection to the server yet; this page goes on trying. If it stays so: reload the page, "
    "delete the cookies of this site, or try another network."
)
NO_WEBSOCKET = (
    "The server answers, but this network lets no WebSocket through to it, and this page needs "
    "one. Most likely a firewall, a proxy or a VPN in between blocks it: try another network, such "
    "as a phone’s hotspot, or without the VPN. This page goes on trying.\n"
    "Who runs the server: a proxy before it has to pass the upgrade to a WebSocket; see "
    "deploy/README.md."
)
SERVER_AWAY = "The server does not answer; this page goes on trying, and opens once it does."
OFFLINE = "No connection: what is here plays on; a change of the settings waits until it is back"
MISSING = "No page is here"
MISSING_WHY = "The address may have been cut short, or mistyped."
MISSING_BACK = "To the lab"
EXACT_RATE = "Exact learning rate"
NOT_TAKEN = "“{text}” was not taken: that is not a number."
NOT_TAKEN_WHOLE = "“{text}” was not taken: type a whole number."
NOT_TAKEN_TYPE = "“{text}” was not taken: type {value}."
NOT_TAKEN_NEAR_ZERO = "“{text}” was not taken: it is too near 0 to be told from it."
NOT_TAKEN_EITHER = "“{text}” may be {value} or {decimal}: type one of them."
REFUSED = "Your browser sent a value that cannot be used; the last valid one stays."
MOST_PASTED = 1_000_000  # characters: each message of the browser carries them from then on

# An upload that was not taken, by the status of the answer.
PASTING = "The same table can be pasted below."
UPLOAD_FAILED = f"The file did not arrive. Choose it once more. {PASTING}"
UPLOAD_REFUSED = {
    403: "This browser keeps back the cookie that an upload needs, as browsers do where a page is "
    f"shown within another site. Open the lab in a tab of its own. {PASTING}",
    413: "The file is larger than files may be here.",
    429: "Another file of yours was still on its way. Choose this one once more.",
    507: "The server holds as many visitors' files as it has room for. Try again in a few minutes, "
    "or choose a smaller file.",
}
NO_ROOM = (
    "The server holds as many visitors' tables as it has room for. "
    "Try again in a few minutes, or bring a smaller one."
)
NO_MEMORY = (
    "The server has too little memory left for this. Try again in a moment, or bring fewer rows."
)
STILL_VALID = "The pictures still show what was valid here last."

# What stands where a part of the page failed, and the titles of those that may.
FAULTS: dict[str, Any] = {
    "panel": (
        "This picture could not be drawn.",
        "The others go on; the fault is noted.",
        "Another setting may bring it back.",
    ),
    "table": "This table could not be made; the fault is noted. Another setting may bring it back.",
    "widgets": "These settings could not be shown; the fault is noted. The pictures go on; "
    "another setting, or a reload of the page, may bring them back.",
    "section": "This part could not be shown; the fault is noted. The others go on; "
    "another setting, or a reload of the page, may bring it back.",
    "film": "These settings could not be shown in pictures; the fault is noted. "
    "Another setting may be.",
}
PARTS = {
    "fit": "Fit",
    "surface": "Loss surface",
    "loss": "Loss",
    "parameters": "Parameters",
    "predictions": "Predictions",
    "measures": "How good is it?",
}

DATA: dict[str, Any] = {
    "upload": "A file of numbers: CSV or TSV, up to {most} MB",
    "upload_help": "Nothing is stored: the file is forgotten when you close the page.",
    "paste": "Or paste a table",
    "paste_label": "Rows copied from a spreadsheet, or the text of a CSV file; more than "
    f"{MOST_PASTED:,} characters can be uploaded as a file",
    "use_pasted": "Use this table",
    "pasted": "pasted",
    "nameless": "a file",
    "encoding": "Encoding",
    "encoding_help": "How the file writes letters: try another where names look wrong.",
    "summaries": "With the rows that sum up others",
    "summaries_help": "Totals and averages sum up other rows, and are left out unless this is on.",
    "understood": "{rows} rows: what was understood",
    "read_as": (
        "Read as {encoding}, {delimiter} between columns, “{decimal}” as decimal sign, {header}."
    ),
    "delimiters": {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"},
    "header": "with a header",
    "no_header": "without a header",
    "rows": "{kept} of {rows} rows are used.",
    "left_out": "Left out, and why, further down: {parts}.",
    "rows_out": "{out} of {rows} rows",
    "columns_out": "{out} of {columns} columns",
    "licence": "{source}. Licence: {licence}.",
    "two_words": "{name}, as a feature: its cells are words, {zero} and {one}; "
    "it can be the target",
    "labels": "The label 0 is {zero}, 1 is {one}.",
    "unusable": "Cannot be chosen, and why:",
    "more_unusable": "{more} more",
    "propose": (
        "{rows} rows: each step goes through all of them, which takes its time. The learner “by "
        "moments” takes the same steps sooner: it needs means and covariances alone."
    ),
    "by_moments": "Train by moments",
    "nothing": "The pictures come with the data.",
    "still": "The pictures still show the data before.",
    "awaited": "Until then the pictures show the data before.",
    "standardised": "On from the start with such data: as they are, their features may differ so "
    "much in size that no one learning rate suits them all.",
    "standardised_one": "On from the start with such data: as they are, the feature may lie so far "
    "from 0 that any learning rate with which training comes to rest is slow.",
    "edit": "Edit rows",
    "edited": "edited",
    "edit_help": "Add, change and remove rows, or paste them from a spreadsheet.",
    "use": "Use these rows",
    "too_many_to_edit": "{rows} rows are too many to be edited here: up to {most} can be.",
    "download": "Download as CSV",
    "plane": "Loss surface over",
    "axes": ("Parameter to the right", "Parameter upwards"),
}

# What the page Modules is for, to whoever sees one for the first time.
WHY_MODULES = (
    "PyTorch builds networks of modules: each holds parameters, the numbers that training changes."
    "  \nHere one is made by hand, to see all that `nn.Linear` does."
)

# The gallery of data, and its button.
GALLERY = {
    "open": "Gallery",
    "title": "Gallery of data",
    "search": "Search names and uses",
    "found": "{some} of {all}",
    "nothing": "none of {all}: other words?",
    "close": "Close",
}

MISTAKES: dict[str, Any] = {
    "mistake": "Mistake",
    "find": "Find the mistake",
    "find_help": "See what goes wrong and read the code; which line is it?",
    "score": "Found: **{found} of {count}**",
    "at_first": ", {count} with the first guess",
    "new_order": "New order",
    "new_order_help": "The mistakes in another order, and none of them found. "
    "This order is number {seed}: it is in the link.",
    "numbered": "Mistake {number} of {count}",
    "next": "Next mistake",
    "order": "Order",
    "place": "Place in the order",
    "difference": {
        "+": "One line is missing, marked with +",
        "-": "One line is too many, marked with −",
        "+-": "One line: − with the mistake, + right",
    },
    "run": "{data} · learning rate {rate:.8g} · {steps} steps",
    "code": "The step with the mistake",
    "changed": "The line with the mistake, and the right one",
    "question": "Which mistake is it?",
    "reveal": "Reveal",
    "found": "Yes: {label}.",
    "found_later": "Yes: {label}, at guess {tries}.",
    "not_it": "Not “{label}”: {effect}. Guess again.",
    "alike": "it would look alike, but this code does something else",
    "effects": {
        "oscillates": "its line would swing past the data and back",
        "stands still": "its line would not move, and there would be no error",
        "diverges": "its line would leave the data, farther with each step",
        "goes flat": "its line would go flat, at the mean of y",
        "raises": "there would be an error",
    },
    "answer": "It is {label}.",
    "said": "What was said",
    "raised": "{kind}, raised at step {step}",
    "warned": "{kind}, first at step {step}",
    "silent": "Nothing: neither an error nor a warning. Only the numbers are wrong.",
}

# What the page calls the parts of a link that are no setting.
LINKED = {
    "step": "Step",
    "phase": "Call",
    "plane": DATA["plane"],
    "size": PLAYER["size"],
    "squares": "Squares",
    "log_loss": "Log axis",
    "inside": PLAYER["inside"],
    "learners": "Three learners",
    "path": "Path",
    "hold": "Hold axes",
}
