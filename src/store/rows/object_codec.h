// Objects' properties as texts in their rows. Everything default is NULL there.
#pragma once

#include <optional>
#include <string>

#include "store/object.h"
#include "store/uploads.h"

namespace sluice::store {

std::optional<std::string> checksum_text(const std::optional<Checksum>& checksum);
Checksum checksum_in(const std::string& text);

std::optional<std::string> metadata_text(const std::map<std::string, std::string>& metadata);
std::map<std::string, std::string> metadata_in(const std::string& text);

std::optional<std::string> properties_text(const ObjectProperties& properties);
ObjectProperties properties_in(const std::string& text);

std::string upload_options_text(const UploadOptions& options);
UploadOptions upload_options_in(const std::string& text);

// What a repeated completion answers.
std::string finished_text(const Object& object);
// All but bucket and key.
Object finished_in(const std::string& text);

}  // namespace sluice::store
