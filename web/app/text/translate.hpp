#pragma once

#include <string>
#include <string_view>

/// The texts of this folder in the page's language. Code names a text by its English constant, also as the id of a control; what is drawn,
/// told to the plain page or formatted goes through `tr`, which the functions of web/app/widgets and kit::print do by themselves.
namespace inkgrad::text {

/// `english` in the page's language, or itself where the catalogue has nothing for it, as for names and numbers. Null gives null. The
/// text lives until the next set_language.
[[gnu::format_arg(1)]] const char* tr(const char* english);

/// From now on texts are in `language`, a tag as in HTML's lang, by the catalogue `json`, an object {"English text": "translation", ...};
/// empty, for English: as they are. A translation with other conversions (%d) than its original has, and JSON that is no such object, is an
/// inkgrad::Error, and nothing changes.
void set_language(std::string_view language, std::string_view json);
/// The tag that was set last; at first "en".
const std::string& language();

}  // namespace inkgrad::text
