#include "api/wire/xml/writer.h"

namespace sluice::api {
namespace {

// Line ends and control characters would be lost or make the document malformed.
void append_escaped(std::string_view value, std::string& out) {
  for (const char c : value) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') {
          constexpr std::string_view kDigits = "0123456789abcdef";
          out += "&#x";
          if (c >= 16) out += '1';
          out += kDigits[static_cast<unsigned char>(c) & 15];
          out += ';';
        } else {
          out += c;
        }
    }
  }
}

}  // namespace

XmlWriter::XmlWriter(Declaration declaration) {
  if (declaration == Declaration::yes) out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
}

void XmlWriter::end_tag() {
  if (in_tag_) out_ += '>';
  in_tag_ = false;
}

void XmlWriter::open(std::string_view name) {
  end_tag();
  out_ += '<';
  out_ += name;
  open_.emplace_back(name);
  in_tag_ = true;
}

void XmlWriter::attribute(std::string_view name, std::string_view value) {
  out_ += ' ';
  out_ += name;
  out_ += "=\"";
  append_escaped(value, out_);
  out_ += '"';
}

void XmlWriter::text(std::string_view value) {
  if (value.empty()) return;
  end_tag();
  append_escaped(value, out_);
}

void XmlWriter::close() {
  if (in_tag_) {
    out_ += "/>";
    in_tag_ = false;
  } else {
    out_ += "</";
    out_ += open_.back();
    out_ += '>';
  }
  open_.pop_back();
}

void XmlWriter::element(std::string_view name, std::string_view value) {
  open(name);
  text(value);
  close();
}

std::string XmlWriter::finish() {
  return std::move(out_);
}

}  // namespace sluice::api
