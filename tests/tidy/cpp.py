"""Just enough understanding of C++ text for the tidy checks: literals, includes, functions."""

import re
from dataclasses import dataclass

# Alternatives in order: raw strings before strings; a ' after a word character separates digits.
_NOISE = re.compile(
    r"""//[^\n]*|/\*.*?\*/"""
    r"""|R"(?P<delimiter>[^\s()\\]{0,16})\(.*?\)(?P=delimiter)\""""
    r"""|"(?:\\.|[^"\\\n])*"|(?<![A-Za-z0-9_])'(?:\\.|[^'\\\n])+'""",
    re.DOTALL,
)
_CONTAINER = re.compile(
    r"(?:inline\s+)?(?:namespace|class|struct|union|enum|extern)\b"
    r"(?![^;{]*\)\s*(?:const|noexcept|override)*\s*$)"  # a function that returns `struct X`
)
_LABEL = re.compile(r"^\s*(?:public|private|protected)\s*:(?!:)")


@dataclass
class Function:
    name: str
    line: int  # of its first line
    lines: int


def without_comments_and_strings(text):
    """The same text, line for line, with every comment and literal blanked."""
    def blank(match):
        literal = not match.group().startswith("/")
        lines = "\n" * match.group().count("\n")
        return ('""' if literal else " ") + lines
    return _NOISE.sub(blank, text)


def includes(text):
    """(line number, name as written with its quotes or angle brackets) of each #include."""
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*([<"][^>"]+[>"])', line)
        if match:
            yield number, match.group(1)


def _without_template_head(head):
    if not head.startswith("template"):
        return head
    depth = 0
    for index, char in enumerate(head):
        depth += (char == "<") - (char == ">")
        if char == ">" and depth == 0:
            return _without_template_head(head[index + 1:].lstrip())
    return head


def _opens_function(head):
    head = _without_template_head(head.strip())
    if _CONTAINER.match(head) or "(" not in head:
        return False
    before_parameters = head[:head.index("(")]
    return not re.search(r"(?<!operator)=\s*\S*$", before_parameters.split("operator")[0])


def functions(text):
    """Functions defined in the text, outermost only: a lambda belongs to the function around it."""
    code = re.sub(r"^[ \t]*#(?:\\\n|[^\n])*", lambda m: "\n" * m.group().count("\n"),
                  without_comments_and_strings(text), flags=re.MULTILINE)
    head_start = depth = 0
    inside = None  # (depth of the body's brace, name, offset where the function starts)
    for match in re.finditer(r"[{};]", code):
        char, at = match.group(), match.start()
        if char == "{":
            head = _LABEL.sub("", code[head_start:at])
            if inside is None and _opens_function(head):
                begin = at - len(head.lstrip())
                inside = (depth, " ".join(head.split("(")[0].split()), begin)
            depth += 1
        elif char == "}":
            depth -= 1
            if inside and depth == inside[0]:
                first = code.count("\n", 0, inside[2]) + 1
                yield Function(inside[1], first, code.count("\n", 0, at) + 2 - first)
                inside = None
        if inside is None:
            head_start = match.end()
