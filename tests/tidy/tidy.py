"""The house rules that a compiler does not check: python3 tests/tidy/tidy.py [ROOT]

Prints one line a finding, as compilers do, and exits with 1 if there is any.
"""

import pathlib
import re
import sys

import cpp
import rules


def files_below(root, folders):
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def declared_dependencies(cmake_text):
    """Module names in the DEPENDS of a sluice_module call."""
    call = re.search(r"sluice_module\(([^)]*)\)", cmake_text)
    words = call.group(1).split() if call else []
    dependencies, keyword = set(), ""
    for word in words[1:]:
        if word.isupper():
            keyword = word
        elif keyword == "DEPENDS":
            dependencies.add(word)
    return dependencies


def layer_of(module):
    for number, modules in enumerate(rules.LAYERS):
        if module in modules:
            return number
    return None


def check_module(folder):
    """Findings about the module as a whole: (path, line, message)."""
    name = folder.name
    cmake = folder / "CMakeLists.txt"
    readme = folder / "README.md"
    if layer_of(name) is None:
        yield folder, 1, f"module '{name}' has no layer in tests/tidy/rules.py"
        return
    if not readme.exists():
        yield folder, 1, f"module '{name}' has no README.md"
    elif len(readme.read_text().splitlines()) > rules.README_LINES_MAX:
        yield readme, 1, f"a module's README has at most {rules.README_LINES_MAX} lines"
    for dependency in sorted(declared_dependencies(cmake.read_text()) if cmake.exists() else []):
        if layer_of(dependency) is None or layer_of(dependency) >= layer_of(name):
            yield cmake, 1, f"'{name}' may not depend on '{dependency}': arrows point downwards"


def check_includes(path, root, text, dependencies):
    below_src = path.relative_to(root / "src").as_posix()
    module = below_src.split("/")[0]
    for line, written in cpp.includes(text):
        name = written[1:-1]
        for start, owners in rules.OWNERS.items():
            if name.startswith(start) and not below_src.startswith(tuple(owners)):
                yield path, line, f"only {' and '.join(owners)} may include {written}"
        target = name.split("/")[0]
        is_ours = written[0] == '"' and (root / "src" / target).is_dir()
        if is_ours and target != module and target not in dependencies:
            yield path, line, f"'{module}' does not declare that it depends on '{target}'"


def check_functions(path, text):
    for function in cpp.functions(text):
        is_test = re.match(r"(TEST|TEST_F|TEST_P|TYPED_TEST)$", function.name)
        limit = rules.TEST_BODY_LINES_MAX if is_test else rules.FUNCTION_LINES_MAX
        if function.lines > limit:
            yield (path, function.line,
                   f"{function.name}: {function.lines} lines, at most {limit} are allowed")


def check_text(path, text):
    lines = text.splitlines()
    if len(lines) > rules.FILE_LINES_MAX:
        yield path, len(lines), f"{len(lines)} lines, at most {rules.FILE_LINES_MAX} are allowed"
    for number, line in enumerate(lines, 1):
        if len(line) > rules.LINE_CHARS_MAX:
            yield (path, number,
                   f"{len(line)} characters, at most {rules.LINE_CHARS_MAX} are allowed")
        for word in rules.FORBIDDEN_WORDS:
            if re.search(rf"\b{word}\b", line):
                yield path, number, f"'{word}': file an issue instead"


def check_cpp(path, root, text, dependencies):
    yield from check_functions(path, text)
    for number, line in enumerate(cpp.without_comments_and_strings(text).splitlines(), 1):
        # Literals such as 10ms can be had in no other way, and hide nothing.
        if re.search(r"\busing\s+namespace\b(?!\s+std::(\w+_)?literals;)", line):
            yield path, number, "'using namespace' hides where names come from"
    if (root / "src") in path.parents:
        yield from check_includes(path, root, text, dependencies)


def findings(root):
    modules = {}
    for folder in sorted(path for path in (root / "src").iterdir() if path.is_dir()):
        cmake = folder / "CMakeLists.txt"
        modules[folder.name] = declared_dependencies(cmake.read_text()) if cmake.exists() else set()
        if any(folder.rglob("*.cc")):
            yield from check_module(folder)
    for path in files_below(root, rules.CHECKED_FOLDERS):
        if (root / "src") in path.parents and path.suffix in rules.NOT_IN_SRC:
            yield path, 1, "src/ holds C++ only"
        if path.suffix not in rules.CODE_SUFFIXES and path.name != "CMakeLists.txt":
            continue
        text = path.read_text()
        yield from check_text(path, text)
        if path.suffix in {".h", ".cc"}:
            module = path.relative_to(root).parts[1]
            yield from check_cpp(path, root, text, modules.get(module, set()))


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    found = list(findings(root))
    for path, line, message in found:
        print(f"{path.relative_to(root)}:{line}: {message}")
    print(f"tidy: {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
