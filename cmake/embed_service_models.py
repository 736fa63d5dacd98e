"""Writes AWS's service models and our overlays as C++.

embed_service_models.py DATA OVERLAYS OUT SERVICE...

DATA is botocore's folder of models, OVERLAYS ours (NAME.json each). What a server has no use for
(documentation, client-side endpoints) is left out, which makes them a quarter of the size.
"""

import gzip
import json
import pathlib
import sys

# A member of a structure may have one of these names, but then its value says a shape.
LEFT_OUT = {"documentation", "documentationUrl", "deprecatedMessage", "deprecatedSince",
            "contextParam", "staticContextParams", "endpoint", "errors"}
PIECE_CHARS = 4000  # compilers limit the length of one literal


def read_model(data, service):
    newest = sorted((data / service).iterdir())[-1]
    packed = newest / "service-2.json.gz"
    if packed.exists():
        return json.loads(gzip.decompress(packed.read_bytes()))
    return json.loads((newest / "service-2.json").read_text())


def without_prose(value):
    if isinstance(value, list):
        return [without_prose(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: without_prose(item) for name, item in value.items()
            if name not in LEFT_OUT or (isinstance(item, dict) and "shape" in item)}


def literal(value):
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True)
    pieces = [text[at:at + PIECE_CHARS] for at in range(0, len(text), PIECE_CHARS)]
    escaped = [piece.replace("\\", "\\\\").replace('"', '\\"') for piece in pieces]
    return "\n".join(f'"{piece}"' for piece in escaped)


def main():
    data, overlays, out = map(pathlib.Path, sys.argv[1:4])
    entries = []
    for service in sys.argv[4:]:
        model = without_prose(read_model(data, service))
        overlay = json.loads((overlays / f"{service}.json").read_text())
        entries.append(f'{{"{service}",\n{literal(model)},\n{literal(overlay)}}}')
    out.write_text(
        '#include "api/wire/model/embedded.h"\n\nnamespace sluice::api {\n\n'
        f"const std::array<EmbeddedService, {len(entries)}> kServices = {{{{\n"
        + ",\n".join(entries)
        + "}};\n\nstd::span<const EmbeddedService> embedded_services() { return kServices; }\n\n"
        "}  // namespace sluice::api\n")


if __name__ == "__main__":
    main()
