"""Shows that tidy.py finds what it is there for: a right small tree, broken one way a test."""

import pathlib
import tempfile
import unittest

import cpp
import tidy


class Tidy(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.root = pathlib.Path(scratch.name)
        self.write("src/base/CMakeLists.txt", "sluice_module(base)\n")
        self.write("src/base/text.cc", '#include "base/text.h"\n\nint f() { return 1; }\n')
        self.write("src/base/README.md", "Small things.\n")
        self.write("src/meta/CMakeLists.txt",
                   "sluice_module(meta DEPENDS base LIBRARIES sqlite::sqlite)\n")
        self.write("src/meta/database.cc", '#include <sqlite3.h>\n\n#include "base/text.h"\n')
        self.write("src/meta/README.md", "The database.\n")

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def findings(self):
        return [f"{path.relative_to(self.root)}:{line}: {message}"
                for path, line, message in tidy.findings(self.root)]

    def expect(self, *expected):
        self.assertEqual(self.findings(), list(expected))

    def test_accepts_a_tree_that_keeps_the_rules(self):
        self.expect()

    def test_refuses_an_include_against_the_arrows(self):
        self.write("src/base/text.h", '#pragma once\n#include "meta/database.h"\n')
        self.expect("src/base/text.h:2: 'base' does not declare that it depends on 'meta'")

    def test_refuses_a_declared_dependency_against_the_arrows(self):
        self.write("src/base/CMakeLists.txt", "sluice_module(base DEPENDS meta)\n")
        self.expect("src/base/CMakeLists.txt:1: "
                    "'base' may not depend on 'meta': arrows point downwards")

    def test_refuses_a_library_outside_the_folder_that_owns_it(self):
        self.write("src/base/text.h", "#include <sqlite3.h>\n#include <duckdb.hpp>\n")
        self.expect("src/base/text.h:1: only meta/ may include <sqlite3.h>",
                    "src/base/text.h:2: only engine/ may include <duckdb.hpp>")

    def test_refuses_a_module_without_readme_or_layer(self):
        self.write("src/store/a.cc", "\n")
        self.write("src/misc/a.cc", "\n")
        self.expect("src/misc:1: module 'misc' has no layer in tests/tidy/rules.py",
                    "src/store:1: module 'store' has no README.md")

    def test_refuses_a_long_file_a_long_line_and_a_long_function(self):
        self.write("src/base/a.cc", "int f() {\n" + "  g();\n" * 59 + "}\n")
        self.write("src/base/b.cc", "\n" * 401)
        self.write("src/base/c.cc", "// " + "x" * 98 + "\n")
        self.expect("src/base/a.cc:1: int f: 61 lines, at most 60 are allowed",
                    "src/base/b.cc:401: 401 lines, at most 400 are allowed",
                    "src/base/c.cc:1: 101 characters, at most 100 are allowed")

    def test_lets_the_body_of_a_test_be_twice_as_long(self):
        self.write("src/base/a_test.cc", "TEST(A, B) {\n" + "  g();\n" * 118 + "}\n")
        self.expect()
        self.write("src/base/a_test.cc", "TEST(A, B) {\n" + "  g();\n" * 119 + "}\n")
        self.expect("src/base/a_test.cc:1: TEST: 121 lines, at most 120 are allowed")

    def test_refuses_words_and_languages_that_do_not_belong(self):
        word = "TO" + "DO"
        self.write("src/base/a.cc", f"// {word}: later\nusing namespace std;\n"
                   "// using namespace\nusing namespace std::chrono_literals;\n")
        self.write("src/base/tool.py", "\n")
        self.expect(f"src/base/a.cc:1: '{word}': file an issue instead",
                    "src/base/a.cc:2: 'using namespace' hides where names come from",
                    "src/base/tool.py:1: src/ holds C++ only")


class Functions(unittest.TestCase):
    def functions(self, text):
        return [(function.name, function.line, function.lines) for function in cpp.functions(text)]

    def test_ignores_braces_in_comments_and_literals(self):
        text = 'int f() {\n  // {\n  g("{", \'{\', R"x({ ")x", 1\'000);\n}\nint h() {}\n'
        self.assertEqual(self.functions(text), [("int f", 1, 4), ("int h", 5, 1)])

    def test_finds_functions_in_namespaces_and_classes(self):
        text = "namespace a {\nclass B : public C<int> {\n public:\n  B() : x_(1) {\n  }\n};\n}\n"
        self.assertEqual(self.functions(text), [("B", 4, 2)])

    def test_counts_a_lambda_to_the_function_around_it(self):
        text = "template <class T>\nvoid f(T x) {\n  auto g = [&] {\n    x();\n  };\n}\n"
        self.assertEqual(self.functions(text), [("template <class T> void f", 1, 6)])

    def test_does_not_take_a_table_for_a_function(self):
        text = "const std::map<int, int> kTable = {\n  {f(1), 2},\n};\nstruct S { int x = g(); };\n"
        self.assertEqual(self.functions(text), [])


if __name__ == "__main__":
    unittest.main()
