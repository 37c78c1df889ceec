#pragma once

#include <string_view>

/// The texts of this folder in the page's language. Code names a text by its English constant, also as the id of a control; what is drawn,
/// told to the plain page or formatted goes through `tr`, which the functions of web/app/widgets and kit::print do by themselves.
namespace inkgrad::text {

/// `english` in the page's language, or itself where the catalogue has nothing for it, as for names and numbers. Null gives null. The
/// text lives until the next set_catalogue.
[[gnu::format_arg(1)]] const char* tr(const char* english);

/// From now on texts are those of `json`, an object {"English text": "translation", ...}; empty: they are English. A translation with
/// other conversions (%d) than its original has, and JSON that is no such object, is an inkgrad::Error, and nothing changes.
void set_catalogue(std::string_view json);

}  // namespace inkgrad::text
