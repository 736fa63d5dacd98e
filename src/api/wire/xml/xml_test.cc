#include "api/wire/xml/xml.h"

#include <gtest/gtest.h>

namespace sluice::api {
namespace {

bool refused(std::string_view text, const XmlLimits& limits = {}) {
  try {
    parse_xml(text, limits);
    return false;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "MalformedXML");
    return true;
  }
}

TEST(Xml, ReadsElementsTextAndAttributes) {
  const auto root = parse_xml(
      "\xEF\xBB\xBF<?xml version='1.0' encoding='UTF-8'?>\n<!-- c --><s3:a xmlns:s3='u' "
      "x:t='1&lt;'>"
      "<b> &amp;&#65;&#x42;<![CDATA[<&]]></b>\n<c/></s3:a>\n");
  EXPECT_EQ(root.name, "a");
  ASSERT_EQ(root.attributes.size(), 1u);
  EXPECT_EQ(root.attributes[0].first, "t");
  EXPECT_EQ(root.attributes[0].second, "1<");
  ASSERT_EQ(root.children.size(), 2u);
  EXPECT_EQ(root.children[0].text, " &AB<&");
  EXPECT_EQ(root.children[1].text, "");
}

TEST(Xml, RefusesDocumentTypesAndUnknownEntities) {
  EXPECT_TRUE(refused("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"));
  EXPECT_TRUE(refused("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"));
  EXPECT_TRUE(refused("<a>&x;</a>"));
  EXPECT_TRUE(refused("<a>&</a>"));
  EXPECT_TRUE(refused("<a b='&x;'/>"));
  EXPECT_TRUE(refused("<a>&#0;</a>"));
  EXPECT_TRUE(refused("<a>&#xD800;</a>"));
  EXPECT_TRUE(refused("<a>&#99999999;</a>"));
}

TEST(Xml, RefusesWhatIsNotOneElement) {
  for (const auto* text : {"",
                           " ",
                           "a",
                           "<a>",
                           "<a></b>",
                           "</a>",
                           "<a/><b/>",
                           "<a/>x",
                           "x<a/>",
                           "<a><b></a></b>",
                           "<a",
                           "<a b=1/>",
                           "<a b='<'/>",
                           "<a>]]></a>",
                           "<a/><![CDATA[x]]>",
                           "<a/>&amp;",
                           "<a>x<b/></a>",
                           "<a>\x01</a>",
                           "<a>\xff</a>",
                           "<!-- <a/>",
                           "<a/><?x"}) {
    EXPECT_TRUE(refused(text)) << text;
  }
}

TEST(Xml, RefusesWhatIsTooDeepOrTooMuch) {
  std::string deep;
  for (int i = 0; i < 100000; ++i)
    deep += "<a>";
  EXPECT_TRUE(refused(deep));
  EXPECT_FALSE(refused("<a><b/></a>", {.depth_max = 2, .elements_max = 2}));
  EXPECT_TRUE(refused("<a><b><c></c></b></a>", {.depth_max = 2}));
  EXPECT_TRUE(refused("<a><b/><b/></a>", {.elements_max = 2}));
}

}  // namespace
}  // namespace sluice::api
