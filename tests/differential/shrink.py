"""Makes a template and its context small by deleting pieces, as long as `fails` says so of what is left."""
import re

TOKEN = re.compile(r"\{[%{#]-?|-?[%}#]\}|\s+|\w+|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|[=!<>*/]{2,3}|.", re.S)


def without(items, fails):
    """The items, less runs of them that aren't needed, long runs first."""
    size = max(1, len(items) // 2)
    while size >= 1:
        at, shorter = 0, False
        while at < len(items):
            fewer = items[:at] + items[at + size:]
            if fails(fewer):
                items, shorter = fewer, True
            else:
                at += size
        size = size if shorter and size == 1 else size // 2
    return items


def brackets(tokens, fails):
    """Less pairs of brackets, and islands that belong together."""
    pairs = {"(": ")", "[": "]", "{": "}"}
    at = 0
    while at < len(tokens):
        closing = pairs.get(tokens[at])
        ends = [i for i in range(at + 1, len(tokens)) if tokens[i] == closing] if closing else []
        for end in ends:
            fewer = tokens[:at] + tokens[at + 1:end] + tokens[end + 1:]
            if fails(fewer):
                tokens = fewer
                break
        at += 1
    return tokens


def islands(tokens, fails):
    """Less an opening tag and one of the closing tags behind it, with and without what stands between."""
    def bounds(start):
        return start, next((i for i in range(start, len(tokens)) if re.fullmatch(r"-?%\}", tokens[i])), None)

    at = 0
    while at < len(tokens):
        if tokens[at].startswith("{%"):
            first = bounds(at)
            for other in [i for i in range(at + 1, len(tokens)) if tokens[i].startswith("{%")]:
                last = bounds(other)
                if first[1] is None or last[1] is None:
                    continue
                inner = tokens[:at] + tokens[first[1] + 1:other] + tokens[last[1] + 1:]
                if fails(inner):
                    tokens = inner
                    first = bounds(at)
                    break
        at += 1
    return tokens


def shrink(template, context, fails):
    """`fails(template, context)`: whether it still shows what it showed."""
    still = lambda tokens: fails("".join(tokens), context)
    tokens = TOKEN.findall(template)
    before = None
    while tokens != before:
        before = tokens
        tokens = without(tokens, still)
        tokens = islands(tokens, still)
        tokens = brackets(tokens, still)
    template = "".join(tokens)
    used = [name for name in context if fails(template, {key: value for key, value in context.items() if key != name}) is False]
    smaller = {key: context[key] for key in used}
    return template, smaller if fails(template, smaller) else context
