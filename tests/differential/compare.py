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
# How a refusal to print a function ends, of which JavaScript prints the source.
NO_TEXT = "a function has no text"


def verdict(ours, theirs, lenient=None):
    """"same", "refused" by keyplate's checks, "joined" where `~` or `+` met undefined, or how the answers
    differ. `lenient` is keyplate's answer if undefined values are nothing."""
    if ours.output is None and theirs.output is None:
        return "crash" if "crash" in ours.codes else "same"
    if ours.output is None:
        if set(ours.codes) == {"undefined-value"} and lenient and verdict(lenient, theirs) == "same":
            return "joined"
        refused = set(ours.codes) <= set(REFUSED_BY_CHECK) or ours.error.endswith(NO_TEXT)
        return "refused" if refused else f"only keyplate fails: {ours.codes[0]}"
    if theirs.output is None:
        return "only Nunjucks fails: " + re.sub(r"`.*?`|'.*?'|\".*?\"", "_", theirs.error.split("\n")[-1].strip())[:60]
    return "same" if ours.output == theirs.output else "other output"
