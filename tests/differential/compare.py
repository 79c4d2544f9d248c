"""What counts as the same answer, and what keyplate may refuse."""
import re

# Found before anything is rendered, in branches that never run too; Nunjucks only gets there, or
# takes no notice. A template that keyplate refuses for these alone is counted, not held against it.
REFUSED_BY_CHECK = {
    "unknown-filter": "names are looked up while checking",
    "unknown-test": "names are looked up while checking",
    "unknown-function": "names are looked up while checking",
    "unknown-key": "`loop` has seven members, and `loop.x` is a slip",
    "unknown-argument": "Nunjucks drops arguments that nothing takes",
    "named-argument": "Nunjucks hands a plain filter its named arguments as one dict",
    "too-many-arguments": "Nunjucks drops arguments that nothing takes",
    "duplicate-argument": "one of the values would be dropped",
    "missing-argument": "Nunjucks takes undefined for them",
    "wrong-type": "a constant that no use of the argument has a meaning for",
    "wrong-choice": "a constant that no use of the argument has a meaning for",
}


def halves(text):
    """Half of a surrogate pair is U+FFFD in keyplate at once, so that two of them never join."""
    return re.sub(r"[\U00010000-\U0010ffff]", "\ufffd\ufffd", re.sub(r"\\ud[89a-f][0-9a-f]{2}", "\ufffd", text))


def short_numbers(text):
    """The last digits of `**` are up to the engine; V8's are not the nearest."""
    return re.sub(r"\d[\d.]{13,}(?:e[-+]\d+)?", lambda number: f"{float(number[0]):.13g}" if number[0].count(".") < 2 else number[0], text)


def same_output(ours, theirs, template):
    if ours == theirs:
        return True
    if "\ufffd" in ours:  # as JSON they have another length, which shows where text is centred
        ours, theirs = (re.sub(" +", " ", halves(text)) for text in (ours, theirs))
    if "**" in template:
        ours, theirs = short_numbers(ours), short_numbers(theirs)
    return ours == theirs


def verdict(template, ours, theirs, lenient=None):
    """"same", "refused" by keyplate's checks, "joined" where `~` or `+` met undefined, or how the answers
    differ. `lenient` asks keyplate again, with undefined values being nothing."""
    if ours.output is None and theirs.output is None:
        return "crash" if "crash" in ours.codes else "same"
    if ours.output is None:
        if set(ours.codes) == {"undefined-value"} and lenient is not None and verdict(template, lenient(), theirs) == "same":
            return "joined"
        return "refused" if set(ours.codes) <= set(REFUSED_BY_CHECK) else f"only keyplate fails: {ours.codes[0]}"
    if theirs.output is None:
        return "only Nunjucks fails: " + re.sub(r"`.*?`|'.*?'|\".*?\"", "_", theirs.error.split("\n")[-1].strip())[:60]
    return "same" if same_output(ours.output, theirs.output, template) else "other output"
